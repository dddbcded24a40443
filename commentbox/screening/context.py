"""What an article or a parent has of a lexicon: found once, and kept for the next."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from commentbox.screening.before import Before
from commentbox.screening.lexicon.matcher import lexicon
from commentbox.screening.reading import Token, tokenise, words

#: The beginning of a text says what it is about.
READ = 8000
#: A short text with one word of the kind is not about it.
FEWEST_WORDS = 25


class Entries(NamedTuple):
    #: By pattern.
    weights: Mapping[str, float]
    words: int
    #: The weight of all hits by word.
    share: float


def article_entries(before: Before, name: str, language: str) -> Entries:
    """Return the entries that an article has, its title included."""
    return entries_of(name, f"{before.title}\n{before.body[:READ]}", language)


@lru_cache(maxsize=1024)
def entries_of(name: str, context: str, language: str) -> Entries:
    """Return the entries of the lexicon ``name`` that ``context`` has."""
    read, known = context[:READ], lexicon(name)
    if not known.may_find(said := words(read)):
        return Entries({}, len(said), 0.0)
    tokens = _tokens(read)
    hits = [hit for hit in known.find(tokens, language) if hit.entry.weight]
    share = sum(hit.entry.weight for hit in hits) / max(len(tokens), FEWEST_WORDS)
    weights = {hit.entry.pattern: hit.entry.weight for hit in hits}
    return Entries(weights, len(tokens), share)


@lru_cache(maxsize=4)
def _tokens(context: str) -> tuple[Token, ...]:
    """Return the words; one check after the other asks for those of the same text."""
    return tuple(tokenise(context))
