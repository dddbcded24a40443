"""How much likelier words are where something was said before than they are anyway.

Words are compared by their runs of five characters, so that a compound, another ending
and a slip of the keys are still alike. What a run that two texts share is worth depends
on how usual it is in its language: "fahr" says little, "akku" much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.learned.codes import SPACE, Places, code_points
from commentbox.screening.learned.hashing import BASE, Hashes, buckets, mixed
from commentbox.screening.reading import words
from commentbox.screening.vocabulary import UMLAUTS, with_content

Floats = NDArray[np.float64]

LENGTH: Final = 5
LONGEST_WORD: Final = 40
#: The table keeps an eighth of a power of two in one byte.
STEPS: Final = 8
#: A run that the table has never met, in a text as long as all that it has met.
UNMET: Final = 0.3
#: So many runs (about eight words) leave what a text says half way to "hardly known".
HALF_KNOWN: Final = 40
#: One run proves no more than this, in powers of e.
SUREST: Final = 6.0
NONE: Final = np.empty(0, np.uint64)


class Runs(NamedTuple):
    """The runs of some words, each once, and the number of the word that has it."""

    hashes: Hashes
    word: Places


class Said(NamedTuple):
    """What one text is made of: its runs in order, each with its share of all."""

    hashes: Hashes
    shares: Floats
    total: int

    def share_of(self, hashes: Hashes) -> Floats:
        """Return for each run what share of this text it is, or 0."""
        if not len(self.hashes):
            return np.zeros(len(hashes))
        at = np.searchsorted(self.hashes, hashes)
        at[at == len(self.hashes)] = 0
        return np.where(self.hashes[at] == hashes, self.shares[at], 0.0)


def runs(of: Sequence[str]) -> Runs:
    """Return the runs of words, which come folded."""
    hashes, word = _runs(of)
    once, first = np.unique(hashes, return_index=True)
    return Runs(once, word[first])


def said(*texts: str) -> Said:
    """Return what texts are made of; an article is asked for again and again."""
    return _said(texts)


def gains(of: Runs, before: Iterable[tuple[Said, float]], language: str) -> Floats:
    """Return for each run how its log-likelihood changes by what was said before.

    Each of the texts has a share of what a comment draws its words from; the rest is
    the language as a whole. A text of few words is trusted with less.
    """
    anyway = usual(language)[buckets(of.hashes, _bits(language))]
    likely, left = np.zeros(len(of.hashes)), 1.0
    for text, share in before:
        trusted = share * text.total / (text.total + HALF_KNOWN)
        likely += trusted * text.share_of(of.hashes)
        left -= trusted
    return np.minimum(np.log(left + likely / anyway), SUREST)


@cache
def usual(language: str) -> Floats:
    """Return how likely a run is in a language, by its bucket."""
    shipped = files("commentbox.screening.shipped").joinpath("usual.npz").read_bytes()
    with np.load(BytesIO(shipped), allow_pickle=False) as held:
        table = held[language if language in held.files else "en"]
    shares: Floats = np.exp2(-table.astype(np.float64) / STEPS)
    return shares


def _bits(language: str) -> int:
    return len(usual(language)).bit_length() - 1


@lru_cache(maxsize=64)
def _said(texts: tuple[str, ...]) -> Said:
    # All at once, one below the other: a word has no line end in it.
    every = runs_of_text("\n".join(texts))
    hashes, counts = np.unique(every, return_counts=True)
    return Said(hashes, counts / max(len(every), 1), len(every))


def runs_of_text(text: str) -> Hashes:
    return _runs(with_content(words(text)))[0]


def _runs(of: Sequence[str]) -> tuple[Hashes, Places]:
    """Return each run within a word, with the space at either end as a part of it."""
    joined = " ".join(["", *(word[:LONGEST_WORD] for word in of), ""])
    codes = code_points(joined.translate(UMLAUTS))
    count = len(codes) - LENGTH + 1
    if count <= 0:
        return NONE, np.empty(0, np.int64)
    rolling = np.zeros(count, np.uint64)
    for at in range(LENGTH):
        rolling = rolling * BASE + codes[at : at + count]
    spaces = np.cumsum(codes == SPACE)
    # No space but at the ends.
    inside = spaces[LENGTH - 2 : LENGTH - 2 + count] == spaces[:count]
    starts = np.flatnonzero(inside)
    return mixed(rolling[starts]), spaces[starts] - 1
