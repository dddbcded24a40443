"""Undo what only a lexicon can: masked, doubled and swapped letters, broken words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commentbox.screening.undisguise.broken import rejoined
from commentbox.screening.undisguise.masks import MASKED, from_leet, unmasked
from commentbox.screening.undisguise.mend import mended
from commentbox.text.folding import Edit, Normalised, rewritten

__all__ = ["undisguise"]

WORD: Final = re.compile(r"[^\W_]++")
ALL: Final = re.compile(r".++", re.DOTALL)
LEET: Final = re.compile(r"[^\W\d_][@$!|€0-9]{1,2}[^\W\d_]")


def undisguise(form: Normalised, original: str) -> Normalised:
    """Return the normalised ``form`` of a text with the words of the lexicons in it."""
    form = rewritten(form, MASKED, unmasked())
    if LEET.search(original):
        form = rewritten(form, WORD, from_leet(form, original))
    form = rewritten(form, ALL, rejoined)
    return rewritten(form, WORD, _mended)


def _mended(match: re.Match[str]) -> Iterator[Edit]:
    word = match.group()
    meant = mended(word)
    if meant is not word:
        yield from replaced(word, meant, match.start())


def replaced(word: str, meant: str, at: int) -> Iterator[Edit]:
    """Yield one edit for where the two words differ."""
    first = 0
    while first < min(len(word), len(meant)) and word[first] == meant[first]:
        first += 1
    last = 0
    most = min(len(word), len(meant)) - first
    while last < most and word[-1 - last] == meant[-1 - last]:
        last += 1
    # Something must be replaced for new letters to have a place.
    first -= first + last == len(word)
    yield meant[first : len(meant) - last], at + first, at + len(word) - last
