"""Two wordings compared word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


def words_between(old: str, new: str) -> list[Piece]:
    """Return what became of the words of ``old`` on the way to ``new``."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    pieces: list[Piece] = []
    gone = came = ""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        was, now = "".join(before[i1:i2]), "".join(after[j1:j2])
        # A mere space between two changes changes with them: it reads more calmly.
        if kind != "equal" or (not was.strip() and (gone or came)):
            gone, came = gone + was, came + now
            continue
        pieces += [*_changed(gone, came), Piece("same", was)]
        gone = came = ""
    return [*pieces, *_changed(gone, came)]


def _changed(gone: str, came: str) -> list[Piece]:
    found = [Piece("gone", gone), Piece("new", came)]
    return [piece for piece in found if piece.text]
