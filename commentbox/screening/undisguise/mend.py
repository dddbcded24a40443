"""Words with a letter doubled, or with two neighbours swapped, put right."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import Final

from commentbox.screening.undisguise.vocabulary import (
    LONGEST,
    STOP_WEIGHT,
    spared,
    vocabulary,
)

DOUBLED: Final = re.compile(r"(.)\1+")
MARKED: Final = str.maketrans("äöü", "aou")
SHORTEST: Final = 4
#: In a word as long as this a doubled letter may also be missing: scheise.
LONG: Final = 6


@lru_cache(maxsize=16384)
def mended(word: str) -> str:
    """Return the word that is meant; the same, where no disguise is seen."""
    return word if word in spared() else meant_by(word) or word


def meant_by(word: str) -> str | None:
    """Return the word that may be meant by one that is none itself."""
    if not SHORTEST <= len(word) <= 2 * LONGEST or not word.isalpha():
        return None
    return None if word in vocabulary() else _undoubled(word) or _unswapped(word)


@lru_cache(maxsize=1024)
def unmarked(word: str) -> str:
    """Return the word that is meant where dots on a, o and u are decoration."""
    bare = word.translate(MARKED)
    if bare in vocabulary():
        return bare
    return _by_bare().get(bare) or meant_by(bare) or word


def _undoubled(word: str) -> str | None:
    for meant in _by_squeezed().get(DOUBLED.sub(r"\1", word), ()):
        if is_sure(meant) and (len(meant) >= LONG or _has_all_doubles(word, meant)):
            return meant
    return None


def is_sure(meant: str) -> bool:
    """Whether a short word without weight is not just another word, or a name."""
    return len(meant) > SHORTEST or vocabulary()[meant] > STOP_WEIGHT


def _has_all_doubles(word: str, meant: str) -> bool:
    return all(a >= b for a, b in zip(_runs(word), _runs(meant), strict=True))


def _runs(word: str) -> list[int]:
    return [len(list(run)) for _, run in groupby(word)]


def _unswapped(word: str) -> str | None:
    for meant in _by_letters().get("".join(sorted(word)), ()):
        first, last = _difference(word, meant)
        if last == first + 1 and is_sure(meant):
            return meant
    return None


def _difference(word: str, meant: str) -> tuple[int, int]:
    """Return the first and the last place where two words of one length differ."""
    differ = [at for at, ch in enumerate(word) if ch != meant[at]]
    return differ[0], differ[-1]


@lru_cache(maxsize=1)
def _by_squeezed() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in vocabulary():
        found.setdefault(DOUBLED.sub(r"\1", word), []).append(word)
    return found


@lru_cache(maxsize=1)
def _by_letters() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in vocabulary():
        found.setdefault("".join(sorted(word)), []).append(word)
    return found


@lru_cache(maxsize=1)
def _by_bare() -> dict[str, str]:
    return {word.translate(MARKED): word for word in vocabulary() if not word.isascii()}
