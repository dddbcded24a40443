"""How articles and their sites become known."""
