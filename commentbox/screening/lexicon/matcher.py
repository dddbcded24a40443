"""Find the entries of a lexicon in a text, in time linear in its length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from commentbox.screening.lexicon.source import Entry, Source, forms, read, spellings
from commentbox.screening.tokens import Token, fold

LANGUAGES = ("de", "en")

#: Idioms and harmless words that contain others: nothing else counts where one stands.
HARMLESS = "harmless"

#: No stem is longer; bounds what is looked up for one (endless) word.
LONGEST = 24
SHORTEST = 3

#: So many words that mean nothing to it are known to a lexicon: most of a language.
IDLE = 4_096

#: How many words ``..`` may stand for.
GAP = 2


class Hit(NamedTuple):
    """An entry, and the first and last of the tokens that it covers."""

    entry: Entry
    first: int
    last: int


class Step(NamedTuple):
    """One word of a phrase, and how many others may come before it."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    gap: int

    def fits(self, word: str) -> bool:
        return word in self.words or (
            bool(self.beginnings) and word.startswith(self.beginnings)
        )


class Phrase(NamedTuple):
    entry: Entry
    steps: tuple[Step, ...]
    ends_clause: bool


class Lexicon:
    """The entries of all languages, indexed by how they begin."""

    def __init__(self, *sources: Source) -> None:
        self.size = 0
        self._whole: dict[str, Entry] = {}
        self._heads: dict[str, Entry] = {}
        self._tails: dict[str, Entry] = {}
        self._names: dict[str, Entry] = {}
        self._phrases: dict[str, list[Phrase]] = {}
        for source in sources:
            self._add(source)
        self._idle: set[str] = set()
        self._openings = {head[:SHORTEST] for head in self._heads}
        self._by_word = (self._whole, self._names)
        self._has_parts = bool(self._heads or self._tails)
        self._closings = {tail[-SHORTEST:] for tail in self._tails}

    def find(self, tokens: Sequence[Token], language: str) -> list[Hit]:
        """Return all hits, but none that overlaps something harmless."""
        hits = [
            hit
            for hit in self._hits(tokens)
            if not hit.entry.own_language_only or hit.entry.language == language
        ]
        if not any(hit.entry.kind == HARMLESS for hit in hits):
            return hits
        harmless = {
            at
            for hit in hits
            if hit.entry.kind == HARMLESS
            for at in range(hit.first, hit.last + 1)
        }
        return [
            hit
            for hit in hits
            if hit.entry.kind == HARMLESS
            or harmless.isdisjoint(range(hit.first, hit.last + 1))
        ]

    def may_find(self, words: Iterable[str]) -> bool:
        """Return whether a text of these folded words may have a hit, in any order.

        Of most texts this says no, long before it is known where their words stand.
        """
        there = set(words)
        if not all(known.keys().isdisjoint(there) for known in self._by_word):
            return True
        if self._has_parts and any(map(self._by_part, there)):
            return True
        begun = [self._phrases[word] for word in there if word in self._phrases]
        return any(_is_there(phrase, there) for phrase in chain.from_iterable(begun))

    def _hits(self, tokens: Sequence[Token]) -> Iterator[Hit]:
        telling = self._telling({token.word for token in tokens})
        if not telling:
            return
        for at, token in enumerate(tokens):
            if token.word not in telling:
                continue
            if entry := self._word(token):
                yield Hit(entry, at, at)
            for phrase in self._phrases.get(token.word, ()):
                last = _follow(phrase, tokens, at)
                if last is not None:
                    yield Hit(phrase.entry, at, last)

    def _telling(self, words: AbstractSet[str]) -> set[str]:
        """Return those words that an entry may begin with; most mean nothing here."""
        asked = words - self._idle
        telling = {word for word in asked if self._means_something(word)}
        if len(self._idle) > IDLE:
            self._idle.clear()
        self._idle.update(w for w in asked - telling if len(w) <= LONGEST)
        return telling

    def _means_something(self, word: str) -> bool:
        return (
            word in self._phrases
            or any(word in known for known in self._by_word)
            or self._by_part(word) is not None
        )

    def _word(self, token: Token) -> Entry | None:
        word = token.word
        if token.capital and (name := self._names.get(word)):
            return name
        return self._whole.get(word) or self._by_part(word)

    def _by_part(self, word: str) -> Entry | None:
        """Return the entry that stands at either end of a word."""
        # Mostly there is none: two look-ups save fifty.
        if word[:SHORTEST] in self._openings:
            for end in range(min(len(word), LONGEST), SHORTEST - 1, -1):
                if entry := self._heads.get(word[:end]):
                    return entry
        if word[-SHORTEST:] in self._closings:
            for start in range(max(1, len(word) - LONGEST), len(word) - SHORTEST + 1):
                if entry := self._tails.get(word[start:]):
                    return entry
        return None

    def _add(self, source: Source) -> None:
        self.size += len(source.entries)
        for entry in source.entries:
            if " " in entry.pattern or entry.pattern.endswith("$"):
                self._add_phrase(entry, source.classes)
            else:
                self._add_word(entry)

    def _add_word(self, entry: Entry) -> None:
        # What stands first in a file wins: severe before mild.
        word = entry.pattern
        if word.endswith("*"):
            for form in spellings(fold(word[:-1])):
                self._heads.setdefault(form, entry)
            return
        for form in forms(word.lstrip("*^"), entry.language):
            if word.startswith("^"):
                self._names.setdefault(form, entry)
                continue
            self._whole.setdefault(form, entry)
            if word.startswith("*"):
                self._tails.setdefault(form, entry)

    def _add_phrase(self, entry: Entry, classes: Mapping[str, frozenset[str]]) -> None:
        pattern = entry.pattern.removesuffix("$")
        steps = tuple(_steps(pattern.split(), entry.language, classes))
        phrase = Phrase(entry, steps, ends_clause=pattern != entry.pattern)
        for word in steps[0].words:
            self._phrases.setdefault(word, []).append(phrase)


def _steps(
    parts: list[str], language: str, classes: Mapping[str, frozenset[str]]
) -> Iterator[Step]:
    gap = 0
    for part in parts:
        if part == "..":
            gap = GAP
            continue
        words: set[str] = set()
        beginnings: set[str] = set()
        for word in part.split("|"):
            if word.startswith("<"):
                words |= classes[word.strip("<>")]
            elif word.endswith("*"):
                beginnings |= spellings(fold(word[:-1]))
            elif word.startswith("~"):
                words |= forms(word, language)
            else:
                words |= spellings(fold(word))
        yield Step(frozenset(words), tuple(beginnings), gap)
        gap = 0


def _is_there(phrase: Phrase, there: AbstractSet[str]) -> bool:
    """Return whether each word of a phrase may be among those that are there."""
    # Beginnings are not looked for: to try each of them on each word takes too long.
    steps = phrase.steps[1:]
    return all(step.beginnings or not step.words.isdisjoint(there) for step in steps)


def _follow(phrase: Phrase, tokens: Sequence[Token], at: int) -> int | None:
    """Return the last token of the phrase that begins at ``at``, if it is there."""
    sentence = tokens[at].sentence
    for step in phrase.steps[1:]:
        for place in range(at + 1, min(at + 2 + step.gap, len(tokens))):
            if tokens[place].sentence == sentence and step.fits(tokens[place].word):
                at = place
                break
        else:
            return None
    if phrase.ends_clause and at + 1 < len(tokens):
        return at if tokens[at + 1].clause != tokens[at].clause else None
    return at


@lru_cache(maxsize=8)
def lexicon(name: str) -> Lexicon:
    """Return the lexicon ``name`` in all languages; read once."""
    return Lexicon(*(read(name, language) for language in LANGUAGES))


@lru_cache(maxsize=8)
def word_class(name: str, of: str) -> frozenset[str]:
    """Return the words of a class in all languages."""
    sources = (read(name, language) for language in LANGUAGES)
    empty: frozenset[str] = frozenset()
    return empty.union(*(source.classes.get(of, empty) for source in sources))
