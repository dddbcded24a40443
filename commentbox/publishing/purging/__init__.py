"""A cache before commentbox is told which addresses have changed."""
