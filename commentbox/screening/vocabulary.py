"""The words of a text for comparing it with another: stems, compounds, near misses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

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
#: About a paragraph, in words with content: a comment may answer one, not them all.
PASSAGE = 40
#: One word that stands somewhere in a long text makes no passage the one that is meant.
FEWEST_SHARED = 2


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The stems of a text, also as one string, in which parts are found fast."""

    stems: frozenset[str]
    #: What the text is about: words that it uses more than once.
    salient: frozenset[str]
    joined: str
    passages: tuple[frozenset[str], ...]
    #: Words that may be misspelt in the other text, by the trigrams that they have.
    by_trigram: Mapping[str, tuple[str, ...]]

    def likeness(self, stem_: str, passage: frozenset[str] = frozenset()) -> float:
        """Return how surely the text has used this word, in some form."""
        if stem_ in self.stems:
            is_meant = stem_ in self.salient or stem_ in passage
            return SAME if is_meant else IN_PASSING
        if len(stem_) < PART:
            return 0.0
        if f"\n{stem_}" in self.joined or f"{stem_}\n" in self.joined:
            return COMPOUND
        part = COMPOUND * self._longest_part(stem_) / len(stem_)
        return part if part >= NEAR_MISS else max(part, self._near_miss(stem_))

    def nearest_passage(self, stems: Iterable[str]) -> frozenset[str]:
        """Return the words of the passage that shares most of ``stems``."""
        shared = self.stems.intersection(stems)
        if not self.passages or len(shared) < FEWEST_SHARED:
            return frozenset()
        best = max(self.passages, key=lambda passage: len(passage & shared))
        return best if len(best & shared) >= FEWEST_SHARED else frozenset()

    def _longest_part(self, stem_: str) -> int:
        """Return how much of ``stem_`` is a word of the text, at its start or end."""
        for length in range(len(stem_) - 1, PART - 1, -1):
            if stem_[:length] in self.stems or stem_[-length:] in self.stems:
                return length
        return 0

    def _near_miss(self, stem_: str) -> float:
        mine = _trigrams(stem_)
        lists = [self.by_trigram[each] for each in mine if each in self.by_trigram]
        if 2 * len(lists) < ALIKE * len(mine):
            return 0.0
        common = Counter(chain.from_iterable(lists))
        is_near = any(
            2 * times >= ALIKE * (len(mine) + len(_trigrams(other)))
            for other, times in common.items()
        )
        return NEAR_MISS if is_near else 0.0


@lru_cache(maxsize=64)
def vocabulary(*texts: str) -> Vocabulary:
    """Return the vocabulary of texts; an article is asked for again and again."""
    said = [each for text in texts for each in _stems(text)]
    counted = Counter(said)
    near = [each for each in counted if len(each) >= PART][:NEAR_WORDS]
    often = {each for each, times in counted.items() if times > 1}
    is_long = len(counted) > FEW
    passages = (said[at : at + PASSAGE] for at in range(0, len(said), PASSAGE))
    return Vocabulary(
        stems=frozenset(counted),
        salient=frozenset(often if is_long else counted),
        joined="\n".join(["", *counted, ""]),
        passages=tuple(map(frozenset, passages)) if is_long else (),
        by_trigram=_by_trigram(near),
    )


@lru_cache(maxsize=1024)
def _stems(text: str) -> tuple[str, ...]:
    """Return the stems in order; a thread grows by one text and keeps the others."""
    return tuple(stem(word) for word in words(text) if is_content(word))


def _by_trigram(near: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each in near:
        for trigram in _trigrams(each):
            found[trigram].append(each)
    return {trigram: tuple(having) for trigram, having in found.items()}


def is_content(word: str) -> bool:
    """Whether a folded word says something about a topic."""
    long_enough = len(word) >= SHORTEST_WORD or word.isdigit()
    return long_enough and word not in word_class("topic", "stop")


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


@lru_cache(maxsize=8192)
def _trigrams(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
