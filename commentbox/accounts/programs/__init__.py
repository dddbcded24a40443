"""Tokens for programs: shown once, listed, revoked."""
