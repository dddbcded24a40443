"""Hash all pieces of a text at once: runs of characters, words and pairs of words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.learned.codes import SPACE, Codes, Places

Hashes = NDArray[np.uint64]

#: Runs of characters have two to so many, with the space at either end of a word.
LONGEST = 6
#: What follows in a word that never ends is not looked at.
LONGEST_WORD = 40

BASE = np.uint64(0x9E3779B97F4A7C15)
MIX = np.uint64(0xD6E8FEB86659FD93)
#: Letters with accents and other scripts begin; punctuation of all scripts.
FIRST_LETTER = 0xC0
PUNCTUATION = 0x2000, 0x206F
WORD_SALT = np.uint64(0x2545F4914F6CDD1D)
PAIR_SALT = np.uint64(0xDA942042E4DD58B5)
#: Powers of the base, for each place in a word.
POWERS = np.cumprod(np.full(LONGEST_WORD, BASE, np.uint64))


class Pieces(NamedTuple):
    """Hashes of pieces, and the code points ``[start, end)`` that each covers."""

    hashes: Hashes
    starts: Places
    ends: Places


def characters(codes: Codes) -> Pieces:
    """Return the runs of characters that do not reach across a space."""
    wide = codes.astype(np.uint64)
    spaces = np.concatenate(([0], np.cumsum(codes == SPACE)))
    rolling = wide
    none = np.empty(0, np.int64)
    found: list[tuple[Hashes, Places, int]] = [(none.astype(np.uint64), none, 0)]
    for length in range(2, min(LONGEST, len(codes)) + 1):
        rolling = rolling[: len(codes) - length + 1] * BASE + wide[length - 1 :]
        count = len(rolling)
        inside = spaces[length - 1 : length - 1 + count] - spaces[1 : 1 + count]
        starts = np.flatnonzero(inside == 0)
        found.append((rolling[starts] + np.uint64(length), starts, length))
    return Pieces(
        mixed(np.concatenate([hashes for hashes, _, _ in found])),
        np.concatenate([starts for _, starts, _ in found]),
        np.concatenate([starts + length for _, starts, length in found]),
    )


def words(codes: Codes) -> Pieces:
    """Return the words, which marks and spaces divide, and their pairs."""
    letters = is_letter(codes)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], letters, [False]))))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return Pieces(np.empty(0, np.uint64), starts, ends)
    at = np.flatnonzero(letters)
    place = at - np.repeat(starts, ends - starts)
    counted = place < LONGEST_WORD
    values = np.where(
        counted,
        codes[at].astype(np.uint64) * POWERS[np.minimum(place, LONGEST_WORD - 1)],
        np.uint64(0),
    )
    firsts = np.concatenate(([0], np.cumsum(ends - starts)[:-1]))
    one = np.add.reduceat(values, firsts) + WORD_SALT
    two = mixed(one[:-1]) * BASE + one[1:] + PAIR_SALT
    return Pieces(
        mixed(np.concatenate((one, two))),
        np.concatenate((starts, starts[:-1])),
        np.concatenate((ends, ends[1:])),
    )


def is_letter(codes: Codes) -> NDArray[np.bool_]:
    """Whether code points belong to words: letters, digits, and all beyond Latin-1."""
    small = (codes >= ord("a")) & (codes <= ord("z"))
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    beyond = (codes >= FIRST_LETTER) & (
        (codes < PUNCTUATION[0]) | (codes > PUNCTUATION[1])
    )
    return small | digit | beyond


def mixed(hashes: Hashes) -> Hashes:
    """Spread the bits, so that any of them may choose the bucket."""
    spread = (hashes ^ (hashes >> np.uint64(32))) * MIX
    return spread ^ (spread >> np.uint64(29))


def buckets(hashes: Hashes, bits: int) -> Places:
    """Return the places of hashes in a table of ``2 ** bits``."""
    return (hashes >> np.uint64(64 - bits)).astype(np.int64)
