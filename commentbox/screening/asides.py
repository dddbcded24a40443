"""Asides: talk of the forum, its moderation and its people, past the topic."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import islice

from commentbox.screening.before import Before
from commentbox.screening.context import article_entries, entries_of
from commentbox.screening.evidence import Span, strongest
from commentbox.screening.lexicon.matcher import lexicon
from commentbox.screening.reading import Text

NAME = "topic"

#: "OT:" before what does not belong here; within a sentence it may be anything.
MARK = re.compile(r"(?:^|[.!?\n])\s{0,3}[\[(*]{0,2}(OT)[\])*]{0,2}\s?[:–-]")
MARK_WEIGHT = 0.95
#: What counts of a word that the article has itself: it may be about forums.
ALREADY_THERE = 0.15
#: Up to so many words an aside is all of a comment; it fades in a longer one.
ALL_OF_IT = 25
#: Nobody's comment has more; a hostile one must not cost more.
MOST = 100


def asides(text: Text, before: Before) -> list[Span]:
    """Return the asides; ``kind`` says whether the author marks it as one."""
    known = before.find(article_entries, NAME, text.language).weights
    return strongest(islice(_found(text, known), MOST))


def weight_of(spans: Sequence[Span], words: int) -> float:
    """Return how much of a comment of so many words its asides are, 0 to 1."""
    weights: dict[str, float] = {}
    for span in spans:
        weights[span.what] = max(span.weight, weights.get(span.what, 0.0))
    return _together(weights.values(), words)


def weight_in(context: str, before: Before, language: str) -> float:
    """Return the same for a text that is answered: who answers an aside goes on."""
    said = entries_of(NAME, context, language)
    known = before.find(article_entries, NAME, language).weights
    new = (weight for each, weight in said.weights.items() if each not in known)
    return _together(new, said.words)


def _together(weights: Iterable[float], words: int) -> float:
    together = 1 - math.prod(1 - weight for weight in weights)
    return together * min(1.0, math.sqrt(ALL_OF_IT / max(words, 1)))


def _found(text: Text, known: Container[str]) -> Iterator[Span]:
    if mark := MARK.search(text.body):
        yield Span(*mark.span(1), MARK_WEIGHT, "OT", kind="marker")
    for tokens in text.forms:
        for hit in lexicon(NAME).find(tokens, text.language):
            entry = hit.entry
            weight = entry.weight * (ALREADY_THERE if entry.pattern in known else 1.0)
            if weight > 0:
                start, end = tokens[hit.first].start, tokens[hit.last].end
                yield Span(start, end, weight, entry.pattern, kind=entry.kind)
