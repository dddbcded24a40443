"""How a text that people read is marked where it is written and not yet said."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for the catalogues that is translated later."""
    return message
