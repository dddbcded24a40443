"""Words with content, and their stems, for comparing a text with another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from commentbox.screening.lexicon.matcher import word_class

#: The shortest part of a compound, and of a word that may be found inside another.
PART = 5
SHORTEST_WORD = 3
SHORTEST_STEM = 4
LONGEST_WORD = 40
#: Long first; each only where enough of the word is left.
ENDINGS = (
    *("ungen", "lichen", "liche", "heiten", "keiten", "ischen", "ische", "ierten"),
    *("ings", "tion", "isch", "lich", "ung", "ern", "ing", "ies", "est", "ers"),
    *("en", "er", "es", "em", "ed", "ly", "st", "e", "n", "s", "t", "y"),
)
UMLAUTS = str.maketrans("äöü", "aou")


def is_content(word: str) -> bool:
    """Whether a folded word says something about a topic."""
    return bool(with_content([word]))


def with_content(words: Iterable[str]) -> list[str]:
    """Return the folded words that say something about a topic."""
    stop, least = word_class("topic", "stop"), SHORTEST_WORD
    return [w for w in words if w not in stop and (len(w) >= least or w.isdigit())]


def stem(word: str) -> str:
    """Return the word without its ending, roughly, the same for German and English."""
    return _stem(word[:LONGEST_WORD])


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    plain = word.translate(UMLAUTS)
    for ending in ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= SHORTEST_STEM:
            return plain.removesuffix(ending)
    return plain
