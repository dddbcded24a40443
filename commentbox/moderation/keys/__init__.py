"""The keys of the desk, as each moderator likes them."""
