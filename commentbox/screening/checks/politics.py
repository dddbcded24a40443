"""Politics: what a comment brings along beyond what the article is about."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from commentbox.domain.verdict import Finding
from commentbox.screening.evidence import Span, evidence, strongest
from commentbox.screening.facts import Facts
from commentbox.screening.lexicon.matcher import lexicon
from commentbox.screening.reading import Text, tokenise

NAME = "politics"

#: What counts of a word that article or parent have used themselves.
ALREADY_THERE = 0.15
#: What counts of politics in general under an article that is nothing but politics.
AMONG_POLITICS = 0.25
#: Politics enough in an article for it to be about that, as a share of its words.
ABOUT = 0.03
#: The beginning of an article says what it is about.
ARTICLE_READ = 8000


def politics(text: Text, facts: Facts) -> Finding | None:
    spans = strongest(_weigh(text, facts))
    weights: dict[str, float] = {}
    for span in spans:
        weights[span.what] = max(span.weight, weights.get(span.what, 0.0))
    if not weights:
        return None
    return Finding(
        check=NAME,
        score=round(1 - math.prod(1 - weight for weight in weights.values()), 4),
        evidence=evidence(text, spans),
        detail="lexicon",
    )


def _weigh(text: Text, facts: Facts) -> Iterator[Span]:
    article = "\n".join((facts.article_title, facts.article_body[:ARTICLE_READ]))
    known, about = _politics_of(article, text.language)
    answered, _ = _politics_of(facts.parent or "", text.language)
    left = 1 - about * (1 - AMONG_POLITICS)
    for tokens in text.forms:
        for hit in lexicon(NAME).find(tokens, text.language):
            what = hit.entry.pattern
            there = what in known or what in answered
            weight = hit.entry.weight * left * (ALREADY_THERE if there else 1.0)
            if weight > 0:
                yield Span(tokens[hit.first].start, tokens[hit.last].end, weight, what)


@lru_cache(maxsize=64)
def _politics_of(context: str, language: str) -> tuple[frozenset[str], float]:
    """Return the entries that ``context`` has, and how much it is about politics."""
    tokens = tuple(tokenise(context))
    hits = [hit for hit in lexicon(NAME).find(tokens, language) if hit.entry.weight]
    share = sum(hit.entry.weight for hit in hits) / max(len(tokens), 25)
    return frozenset(hit.entry.pattern for hit in hits), min(1.0, share / ABOUT)
