"""Answering from the desk: live at once, with a badge."""
