"""Two wordings compared word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
WORD = re.compile(r"\w")
#: Beyond this, finding what stayed takes too long: the text counts as rewritten.
MOST_WORDS = 2400


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


#: Of words that stayed, so many characters are left around those that did not.
AROUND = 80


def shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out most of what stayed, so that a change in a long text is seen."""
    last = len(pieces) - 1
    return [
        replace(piece, text=_around(piece.text, first=at == 0, last=at == last))
        if piece.kind == "same"
        else piece
        for at, piece in enumerate(pieces)
    ]


def _around(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 3 * AROUND:
        return text
    before = "" if first else text[:AROUND].rpartition(" ")[0] + " "
    after = "" if last else " " + text[-AROUND:].partition(" ")[2]
    return f"{before}…{after}"


def words_between(old: str, new: str) -> list[Piece]:
    """Return what became of the words of ``old`` on the way to ``new``."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return _changed(old, new)
    pieces: list[Piece] = []
    gone = came = ""
    steps = SequenceMatcher(None, before, after).get_opcodes()
    for at, (kind, i1, i2, j1, j2) in enumerate(steps, start=1):
        was, now = "".join(before[i1:i2]), "".join(after[j1:j2])
        # A space or a comma between two changes changes with them: calmer to read.
        between = (gone or came) and at < len(steps) and not WORD.search(was)
        if kind != "equal" or between:
            gone, came = gone + was, came + now
            continue
        pieces += [*_changed(gone, came), Piece("same", was)]
        gone = came = ""
    return [*pieces, *_changed(gone, came)]


def _changed(gone: str, came: str) -> list[Piece]:
    found = [Piece("gone", gone), Piece("new", came)]
    return [piece for piece in found if piece.text]
