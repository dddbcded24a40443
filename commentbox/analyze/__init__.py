"""The form of Perspective's API, which ends: its requests, answered by our checks."""
