"""The addresses of feeds: ours, and those that subscribers know from WordPress."""
