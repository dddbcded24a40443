"""What an author changed from one text to the next, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, Literal

from commentbox.models import Revision

#: Words and what is between them, so that nothing is lost when they are joined.
WORD: Final = re.compile(r"\S+|\s+")
#: Beyond this, finding the fewest changes takes too long: the text counts as rewritten.
MOST_WORDS: Final = 2400
#: The latest steps are shown; each text can be opened by itself.
STEPS: Final = 5

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """An edit: the text before, the text after, and what became of which words."""

    before: Revision
    after: Revision
    pieces: tuple[Piece, ...]


def steps_of(revisions: list[Revision]) -> list[Step]:
    """Return the latest edits of a comment, the newest first."""
    pairs = list(pairwise(revisions))[-STEPS:]
    return [Step(a, b, compare(a.body, b.body)) for a, b in reversed(pairs)]


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one: without what is new the old, without the gone the new.

    What was taken out stands before what took its place.
    """
    old, new = WORD.findall(before), WORD.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle_old = old[start : len(old) - end]
    middle_new = new[start : len(new) - end]
    pieces = [Piece("same", "".join(old[:start]))]
    pieces += _changes(middle_old, middle_new)
    pieces.append(Piece("same", "".join(old[len(old) - end :])))
    return tuple(piece for piece in pieces if piece.text)


def _common(one: list[str], other: list[str]) -> int:
    """Return how many words both begin with."""
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    return at


def _changes(old: list[str], new: list[str]) -> list[Piece]:
    if max(len(old), len(new)) > MOST_WORDS:
        return [Piece("gone", "".join(old)), Piece("new", "".join(new))]
    pieces: list[Piece] = []
    # A blank alone is not what two texts have in common.
    matcher = SequenceMatcher(str.isspace, old, new)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        pieces.append(Piece("gone", "".join(old[a:b])))
        pieces.append(Piece("new", "".join(new[c:d])))
    return pieces
