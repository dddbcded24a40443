"""Deciding at the desk: what is sent, what is answered, and how it is undone."""
