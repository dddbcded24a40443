"""Boxes that report that nobody knows their article yet."""
