"""A text as the trained models read it: code points that know their origin."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commentbox.text.folding import Normalised

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]

SPACE = ord(" ")
#: Private characters stand for what was taken out; nobody types them.
LINK = 0xE000
NUMBER = ord("0")
NO_BREAK_SPACE, WIDE_SPACE = 0xA0, 0x3000
#: Spaces of many widths, one after the other.
SPACES = 0x2000, 0x200B

#: Addresses say something by being there; names of accounts say nothing.
#: No name of a host is longer than 63 letters; without a bound a-b-c-… takes long.
LINKS = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]{1,63}+\.(?:com|net|org|de|at|ch|ly)\b\S*"
)
ACCOUNT = re.compile(r"@\w+")


class Read(NamedTuple):
    """Code points between two spaces, and where each stands in the normalised text."""

    codes: Codes
    origin: Places


def read(form: Normalised) -> Read:
    """Return the code points of a text without accounts and without repeated marks.

    Letters stay doubled: undoing disguises has dealt with them, and Niger is a country.
    """
    codes = code_points(form.text)
    if "@" in form.text:
        for match in ACCOUNT.finditer(form.text):
            codes[match.start() : match.end()] = SPACE
    if "." in form.text:
        for match in LINKS.finditer(form.text):
            codes[match.start() : match.end()] = LINK
    codes[(codes >= ord("0")) & (codes <= ord("9"))] = NUMBER
    codes[_is_space(codes)] = SPACE
    framed = np.concatenate(([SPACE], codes, [SPACE])).astype(np.uint32)
    letter = (framed >= ord("a")) & (framed != LINK)
    same = framed[1:] == framed[:-1]
    kept = np.flatnonzero(np.append(~same | letter[1:], True))
    return Read(framed[kept], kept - 1)


def code_points(text: str) -> Codes:
    """Return the code points of ``text``, lone surrogates too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(
        np.uint32
    )


def _is_space(codes: Codes) -> NDArray[np.bool_]:
    blank: NDArray[np.bool_] = (codes <= SPACE) | (codes == NO_BREAK_SPACE)
    blank |= (codes >= SPACES[0]) & (codes <= SPACES[1])
    blank |= codes == WIDE_SPACE
    return blank
