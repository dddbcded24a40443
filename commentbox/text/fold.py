"""Texts as the search compares them: without case, accents and double spaces."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return the text so that ``Straße``, ``STRASSE`` and ``strasse`` are the same."""
    if text.isascii():
        return " ".join(text.casefold().split())
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())
