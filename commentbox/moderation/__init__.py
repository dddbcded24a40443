"""DECIDE: the queue and the desk."""
