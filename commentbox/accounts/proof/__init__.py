"""Prove who one is: what every form that asks for a password or a code does."""
