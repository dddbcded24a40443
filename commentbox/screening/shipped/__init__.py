"""Trained models, each with a card that says of what, how and how well."""
