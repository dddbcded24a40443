"""Faults brought about on purpose, on a real server, and what was lost by them."""
