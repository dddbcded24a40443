"""The published rules and the privacy notice."""
