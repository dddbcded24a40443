"""The private feed of what waits: one address for each moderator and site."""
