"""Words that a space or the end of a line has broken: Id iot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import concat
from typing import Final

from commentbox.screening.undisguise.lookup import OFTEN
from commentbox.screening.undisguise.vocabulary import spared, vocabulary

#: What a word must weigh to be put together across a space.
WORTH_JOINING: Final = 0.3
FOUND_ANYWAY: Final = 0.2
#: How long a word must be, and one that weighs less.
SHORTEST: Final = 5
LONG_ENOUGH: Final = 8
#: So short only the worst are put together, and those that are masked most often.
VERY_SHORT: Final = 4
WORST: Final = 0.6


def are_broken(words: Sequence[str]) -> bool:
    """Whether any of these words may be broken: the first, or one and the next."""
    return not _worth_joining().isdisjoint(map(concat, ["", *words], words))


def is_broken(left: str, right: str) -> bool:
    """Whether two words, not both of them real, make one worth finding."""
    return may_be_broken(left, right) and f"{left} {right}" not in spared()


def may_be_broken(left: str, right: str) -> bool:
    """Whether two words make one worth finding, and neither of them is one."""
    known = vocabulary()
    return left + right in _worth_joining() and (
        max(known.get(left, 0.0), known.get(right, 0.0)) < FOUND_ANYWAY
    )


@lru_cache(maxsize=1)
def _worth_joining() -> frozenset[str]:
    return frozenset(
        word for word, weight in vocabulary().items() if _pays(word, weight)
    )


def _pays(word: str, weight: float) -> bool:
    if len(word) == VERY_SHORT:
        return weight >= WORST or word in OFTEN
    return len(word) >= (SHORTEST if weight >= WORTH_JOINING else LONG_ENOUGH)
