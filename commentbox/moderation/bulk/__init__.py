"""Decide about many cases with one stroke: first a look, then the decisions."""
