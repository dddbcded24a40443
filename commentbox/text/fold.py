"""Texts as the search compares them: without case, accents and double spaces."""

from __future__ import annotations

import unicodedata

#: The letters of the scripts that most people write in are looked up, once known.
REMEMBERED = 0x3000


class _Bare(dict[int, str]):
    """What is left of each character: the same wherever it stands."""

    def __missing__(self, code: int) -> str:
        apart = unicodedata.normalize("NFKD", chr(code))
        kept = (letter for letter in apart if not unicodedata.combining(letter))
        bare = "".join(kept).casefold()
        if code < REMEMBERED:
            self[code] = bare
        return bare


BARE = _Bare()


def fold(text: str) -> str:
    """Return the text so that ``Straße``, ``STRASSE`` and ``strasse`` are the same."""
    bare = text.casefold() if text.isascii() else text.translate(BARE)
    return " ".join(bare.split())
