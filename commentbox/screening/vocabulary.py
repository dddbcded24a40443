"""The words of a text for comparing it with another: stems, compounds, near misses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from commentbox.screening.lexicon.matcher import word_class
from commentbox.screening.reading import words

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

SAME = 1.0
IN_PASSING = 0.6
COMPOUND = 0.8
NEAR_MISS = 0.6
#: Share of trigrams that two spellings of one word have in common.
ALIKE = 0.6
#: Near misses are looked for among this many words; a title or a parent, not a book.
NEAR_WORDS = 60
#: In a short text every word matters.
FEW = 80


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The stems of a text, also as one string, in which parts are found fast."""

    stems: frozenset[str]
    #: What the text is about: words that it uses more than once.
    salient: frozenset[str]
    joined: str
    trigrams: tuple[frozenset[str], ...]

    def likeness(self, stem_: str) -> float:
        """Return how surely the text has used this word, in some form."""
        if stem_ in self.stems:
            return SAME if stem_ in self.salient else IN_PASSING
        if len(stem_) < PART:
            return 0.0
        if f"\n{stem_}" in self.joined or f"{stem_}\n" in self.joined:
            return COMPOUND
        part = COMPOUND * self._longest_part(stem_) / len(stem_)
        return max(part, NEAR_MISS if self._has_near_miss(stem_) else 0.0)

    def _longest_part(self, stem_: str) -> int:
        """Return how much of ``stem_`` is a word of the text, at its start or end."""
        for length in range(len(stem_) - 1, PART - 1, -1):
            if stem_[:length] in self.stems or stem_[-length:] in self.stems:
                return length
        return 0

    def _has_near_miss(self, stem_: str) -> bool:
        mine = _trigrams(stem_)
        return any(
            2 * len(mine & other) >= ALIKE * (len(mine) + len(other))
            for other in self.trigrams
        )


@lru_cache(maxsize=64)
def vocabulary(text: str) -> Vocabulary:
    """Return the vocabulary of ``text``; an article is asked for again and again."""
    counted = Counter(stem(word) for word in words(text) if is_content(word))
    near = [each for each in counted if len(each) >= PART][:NEAR_WORDS]
    often = {each for each, times in counted.items() if times > 1}
    return Vocabulary(
        stems=frozenset(counted),
        salient=frozenset(often if len(counted) > FEW else counted),
        joined="\n".join(["", *counted, ""]),
        trigrams=tuple(_trigrams(each) for each in near),
    )


def is_content(word: str) -> bool:
    """Whether a folded word says something about a topic."""
    long_enough = len(word) >= SHORTEST_WORD or word.isdigit()
    return long_enough and word not in word_class("topic", "stop")


def stem(word: str) -> str:
    """Return the word without its ending, roughly, the same for German and English."""
    plain = word[:LONGEST_WORD].translate(UMLAUTS)
    for ending in ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= SHORTEST_STEM:
            return plain.removesuffix(ending)
    return plain


def _trigrams(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
