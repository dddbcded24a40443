"""Quotations that their author talks about: what stands in them others have said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.aim import quotations
from commentbox.screening.learned.codes import Read
from commentbox.screening.learned.hashing import Pieces
from commentbox.screening.lexicon.matcher import word_class
from commentbox.screening.reading import Text, Token

LEXICON: Final = "respect"
#: Whoever puts an insult in quotation marks and adds little means it.
FEWEST_OWN_WORDS: Final = 3
#: What is longer is no name that somebody was called.
LONGEST: Final = 80
#: Pieces of what others said are weighed apart from the author's own.
SALT: Final = np.uint64(0x9FB21C651E98DF25)


def talked_about(text: Text) -> list[tuple[int, int]]:
    """Return the quotations of a text that says of them that somebody said them.

    None where the author speaks to somebody: 'You are a "liar", as they say.'
    """
    spans = [(a, b) for a, b in quotations(text) if b - a <= LONGEST]
    if not spans:
        return []
    others = covered(spans, len(text.body))
    own = [token for token in text.undisguised_tokens if not others[token.start]]
    words = {token.word for token in own}
    speaks_of_it = not word_class(LEXICON, "framing").isdisjoint(words)
    if len(own) < FEWEST_OWN_WORDS or not speaks_of_it or any(map(_is_you, own)):
        return []
    return spans


def apart(pieces: Pieces, inside: NDArray[np.bool_]) -> Pieces:
    """Return the pieces with other hashes for those that begin inside a quotation."""
    if not inside.any():
        return pieces
    salt = np.where(inside[pieces.starts], SALT, np.uint64(0))
    return pieces._replace(hashes=pieces.hashes ^ salt)


def inside(text: Text, read: Read) -> NDArray[np.bool_]:
    """Return for each code point whether it stands in what others have said."""
    found = np.zeros(len(read.origin), np.bool_)
    spans = talked_about(text)
    if spans:
        origin = np.array([*text.undisguised.origin], np.int64)
        here = (read.origin >= 0) & (read.origin < len(origin))
        others = np.frombuffer(covered(spans, len(text.body)), np.bool_)
        found[here] = others[origin[read.origin[here]]]
    return found


def covered(spans: Iterable[tuple[int, int]], length: int) -> bytearray:
    """Return for each character whether it stands in one of the spans."""
    found = bytearray(length)
    for start, end in spans:
        found[start:end] = b"\1" * (end - start)
    return found


def _is_you(token: Token) -> bool:
    return token.word in word_class(LEXICON, "you") or (
        token.capital and token.word in word_class(LEXICON, "formal")
    )
