"""Figures of a site: how much came in, what became of it, and how long it took."""
