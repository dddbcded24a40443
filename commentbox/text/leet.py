"""Digits and signs that stand for letters, told apart from numbers and model names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commentbox.text.confusables import LEET
from commentbox.text.folding import Edit

ADDRESS: Final = re.compile(r"://|www\.|@[\w-]+\.\w")
PIECE: Final = re.compile(r"\$?[^\W_](?:[@$]*[^\W_])*(?:\$\$)?")
#: Others end sentences or part words more often: only a lexicon can tell.
STANDS_IN: Final = r"[013457@$]"
#: sh1t, a$$hole
INSIDE: Final = re.compile(rf"[^\W\d_]{STANDS_IN}{{1,2}}[^\W\d_]")
#: 4rsch, $hit
IN_FRONT: Final = re.compile(r"(?:[013457][^\W\d_]{4,}|\$[^\W\d_]{3,})")
#: a$$
AT_THE_END: Final = re.compile(r"[^\W\d_]+\$\$")
#: h264, RTX4070
MODEL: Final = re.compile(r"[2689]|\d{3}")
#: M1Pro, Note10Lite
BEFORE_CAPITAL: Final = re.compile(r"[0-9][^\W\d_a-zäöüß]")
EPISODE: Final = re.compile(r"s\d+e\d+", re.IGNORECASE)
#: T14S: in capitals a word needs more letters to be one.
MIN_CAPITALS: Final = 3
#: sch1ampe, f1asche; but h1tler, b1er
L_BEFORE: Final = re.compile(r"[bcfghkps]1[aouäöü]", re.IGNORECASE)


def letters(match: re.Match[str]) -> Iterator[Edit]:
    """Turn digits and signs of a token into the letters that they stand for."""
    token = match.group()
    if token.isalpha() or ADDRESS.search(token):
        return
    for piece in PIECE.finditer(token):
        if _is_word(piece.group()):
            for at in range(*piece.span()):
                if token[at] in LEET:
                    start = match.start() + at
                    yield _letter(token, at), start, start + 1


def _is_word(piece: str) -> bool:
    if MODEL.search(piece) or EPISODE.fullmatch(piece):
        return False
    if piece.isupper():
        if sum(ch.isalpha() for ch in piece) < MIN_CAPITALS:
            return False
    elif BEFORE_CAPITAL.search(piece):
        return False
    return bool(
        INSIDE.search(piece) or IN_FRONT.fullmatch(piece) or AT_THE_END.fullmatch(piece)
    )


def _letter(token: str, at: int) -> str:
    """One stroke is an l where German and English have bl, fl, kl, an i elsewhere."""
    around = token[max(at - 1, 0) : at + 2]
    return "l" if L_BEFORE.fullmatch(around) else LEET[token[at]]
