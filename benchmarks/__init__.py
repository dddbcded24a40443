"""Figures of speed, measured through the application."""
