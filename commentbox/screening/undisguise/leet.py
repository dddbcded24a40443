"""Digits and signs that stand for letters of a word of the lexicons: 7r0773l, !d!ot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from commentbox.screening.undisguise.lookup import (
    LONGEST,
    MOST,
    WILD,
    meant_by,
    weighs,
)
from commentbox.screening.undisguise.mend import mended
from commentbox.screening.undisguise.vocabulary import STOP_WEIGHT, vocabulary
from commentbox.text.folding import Edit, Normalised

SIGNS: Final = r"@$!|€"
#: Where a sign or a digit stands in a word; at its end an exclamation mark is one.
LEETISH: Final = re.compile(
    rf"(?<![\w{SIGNS}/=.&?])(?=[^\W\d_]*+[{SIGNS}0-9]+[\w{SIGNS}])"
    rf"[\w{SIGNS}]{{2,39}}[^\W_!]"
    rf"|(?<![\w{SIGNS}/=.&?])(?=[^\W\d_]+[$@0-9])[^\W\d_]{{2,39}}[$@0-9](?![\w{SIGNS}])"
)
READINGS: Final = tuple(
    str.maketrans("0" + stroke + "34567892@$!|€", "o" + letter + "easgtbgzasiie")
    for stroke, letter in (("1", "i"), ("1", "l"))
)
#: In front of less than this share of letters it is a number.
FEWEST_LETTERS: Final = 0.2
SHORTEST: Final = 4
#: Digits that hardly ever stand for a letter, and what is a name more often: @user.
RARELY: Final = re.compile(r"[2689]|^@")
#: big10, iphone15
NUMBERED: Final = re.compile(r"[^\W\d_]+\d{2,}")
SURE: Final = 0.2


def read_as_letters(match: re.Match[str]) -> Iterator[Edit]:
    """Put letters for signs where that makes a word."""
    piece = match.group()
    if sum(ch.isalpha() for ch in piece) < max(1, FEWEST_LETTERS * len(piece)):
        return
    if NUMBERED.fullmatch(piece):
        return
    sure = SURE if RARELY.search(piece) else STOP_WEIGHT
    for reading in READINGS:
        word = piece.translate(reading)
        if is_known(word, sure):
            for at, ch in enumerate(piece):
                if ch != word[at]:
                    start = match.start() + at
                    yield word[at], start, start + 1
            return


def is_known(word: str, sure: float) -> bool:
    weight = vocabulary().get(word, 0.0)
    return weight >= SURE or (weight >= sure and len(word) >= SHORTEST)


def from_leet(
    form: Normalised, original: str
) -> Callable[[re.Match[str]], Iterator[Edit]]:
    """Return what takes signs that stood for a letter for any letter: f@ck."""
    left = MOST

    def edits(match: re.Match[str]) -> Iterator[Edit]:
        nonlocal left
        start, end = match.span()
        if end - start > LONGEST:
            return
        wild = [
            at for at in range(start, end) if not original[form.origin[at]].isalpha()
        ]
        word = match.group()
        if not wild or left <= 0 or word[-1].isdigit() or mended(word) in vocabulary():
            return
        left -= 1
        template = "".join(
            WILD if start + at in wild else ch for at, ch in enumerate(word)
        )
        meant = meant_by(template)
        if meant and 2 * len(wild) <= len(word) and weighs(meant):
            for at in wild:
                yield meant[at - start], at, at + 1

    return edits
