"""The tag for publishers' pages: one script that brings all that it needs."""
