"""The checks, one a module, each pure and each with something of its own to say."""
