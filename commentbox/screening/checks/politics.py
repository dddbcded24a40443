"""Politics: what a comment brings along beyond what the article is about."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice

from commentbox.domain.verdict import Finding
from commentbox.screening.context import article_entries, entries_of
from commentbox.screening.evidence import Span, evidence, strongest
from commentbox.screening.facts import Facts
from commentbox.screening.lexicon.matcher import lexicon
from commentbox.screening.reading import Text

NAME = "politics"

#: What counts of a word that article or parent have used themselves.
ALREADY_THERE = 0.15
#: What counts of politics in general under an article that is nothing but politics.
AMONG_POLITICS = 0.25
#: Politics enough in an article for it to be about that, as a share of its words.
ABOUT = 0.03
#: Up to so many words one of them makes a comment political; it fades in longer ones.
ALL_OF_IT = 40
#: Nobody's comment has more; a hostile one must not cost more.
MOST = 200


def politics(text: Text, facts: Facts) -> Finding | None:
    spans = strongest(islice(_weigh(text, facts), MOST))
    weights: dict[str, float] = {}
    for span in spans:
        weights[span.what] = max(span.weight, weights.get(span.what, 0.0))
    if not weights:
        return None
    together = math.prod(1 - weight for weight in weights.values())
    part = min(1.0, math.sqrt(ALL_OF_IT / max(len(text.tokens), 1)))
    return Finding(
        check=NAME,
        score=round(1 - together**part, 4),
        evidence=evidence(text, spans),
        detail="lexicon",
    )


def _weigh(text: Text, facts: Facts) -> Iterator[Span]:
    known = facts.before.find(article_entries, NAME, text.language)
    answered = entries_of(NAME, facts.parent or "", text.language)
    left = 1 - min(1.0, known.share / ABOUT) * (1 - AMONG_POLITICS)
    for tokens in text.forms:
        for hit in lexicon(NAME).find(tokens, text.language):
            what = hit.entry.pattern
            there = what in known.weights or what in answered.weights
            weight = hit.entry.weight * left * (ALREADY_THERE if there else 1.0)
            if weight > 0:
                yield Span(tokens[hit.first].start, tokens[hit.last].end, weight, what)
