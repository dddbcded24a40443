"""JUDGE: what a machine can say about a text, with its reasons. Pure throughout."""
