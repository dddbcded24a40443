"""The words that are worth finding behind a disguise, from the lexicons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from commentbox.screening.lexicon.source import Entry, lines, read, spellings
from commentbox.screening.tokens import fold

LANGUAGES: Final = ("de", "en")
NOUN_ENDINGS: Final = ("", "e", "s", "en", "er", "es", "in", "innen")
ADJECTIVE_ENDINGS: Final = (
    *("", "e", "en", "er", "es", "em"),
    *("ere", "eren", "erer", "ste", "sten", "este", "esten"),
)
ADJECTIVES: Final = frozenset({"quality", "mild"})
ENGLISH_ENDINGS: Final = ("", "s", "es", "ed", "er", "ers", "ing")
#: What strengthens an insult in front of it.
INTENSIFIERS: Final = ("voll", "ober", "drecks", "scheiss", "sau", "ur", "mega", "mist")
#: A word of a phrase, and one of no weight that a phrase may be written with.
PHRASE_WEIGHT: Final = 0.05
STOP_WEIGHT: Final = 0.01
SHORTEST: Final = 3
LONGEST: Final = 24


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, float]:
    """Return each word with its weight, the heaviest first; read once.

    Of two as heavy the alphabet decides, and not in which order a set gives them: what
    a text is taken for must not differ between processes.
    """
    found: dict[str, float] = {}
    for language in LANGUAGES:
        for word, weight in _words(language):
            if SHORTEST <= len(word) <= LONGEST and word.isalpha():
                found[word] = max(weight, found.get(word, 0.0))
    for line in lines("disguised.txt"):
        for word in line.split(", "):
            found.setdefault(fold(word), STOP_WEIGHT)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


@lru_cache(maxsize=1)
def with_sharp_s() -> frozenset[str]:
    """Return the words that are written with ß, so that a masked one can be counted."""
    stems = (
        entry.pattern.strip("=*^~")
        for entry in read("respect", "de").entries
        if "ß" in entry.pattern and " " not in entry.pattern
    )
    endings = ("", "e", "en", "er", "es", "n")
    return frozenset(stem + ending for stem in stems for ending in endings)


@lru_cache(maxsize=1)
def spared() -> frozenset[str]:
    """Return real words, and pairs of them, that only look like a disguise."""
    return frozenset(item for line in lines("spared.txt") for item in line.split(", "))


@lru_cache(maxsize=1)
def short_words() -> frozenset[str]:
    """Return the words of one or two letters that sentences are made with."""
    found = {
        word
        for language in LANGUAGES
        for word in read("topic", language).classes["stop"]
        if len(word) < SHORTEST
    }
    return frozenset(found | {"du", "u", "r", "i", "a", "so", "er", "es", "in"})


def _words(language: str) -> Iterator[tuple[str, float]]:
    source = read("respect", language)
    for entry in source.entries:
        if " " in entry.pattern or entry.pattern.endswith("$"):
            for word in _phrase_words(entry):
                yield word, PHRASE_WEIGHT
        elif entry.weight > 0:
            for form in _forms(entry):
                yield form, entry.aimed
    classes = (*source.classes.values(), read("topic", language).classes["stop"])
    for words in classes:
        for word in words:
            yield word, STOP_WEIGHT


def _forms(entry: Entry) -> Iterator[str]:
    stem = fold(entry.pattern.strip("=*^~"))
    heads: Iterable[str] = ("",)
    if entry.pattern.startswith("*"):
        heads = ("", *INTENSIFIERS)
    for spelling in spellings(stem):
        for head in heads:
            for ending in _endings(entry):
                yield head + spelling + ending


def _endings(entry: Entry) -> tuple[str, ...]:
    if entry.pattern.startswith("="):
        return ("",)
    if entry.language == "en":
        return ENGLISH_ENDINGS
    if entry.pattern.endswith("e"):
        return ("", "n", "s")
    if entry.pattern.endswith(("er", "el")) and entry.kind not in ADJECTIVES:
        return ("", "n", "s", "in", "innen")
    return ADJECTIVE_ENDINGS if entry.kind in ADJECTIVES else NOUN_ENDINGS


def _phrase_words(entry: Entry) -> Iterator[str]:
    for part in entry.pattern.removesuffix("$").replace("|", " ").split():
        if not part.startswith("<"):
            yield from spellings(fold(part.strip("~*$")))
