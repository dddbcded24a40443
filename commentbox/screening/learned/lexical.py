"""What the lexicon of respect finds in a text, weighed by whom it is aimed at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from commentbox.screening.aim import aim, edge, quotations
from commentbox.screening.evidence import Span, strongest
from commentbox.screening.learned.quoting import covered, talked_about
from commentbox.screening.lexicon.matcher import Hit, lexicon
from commentbox.screening.reading import Text, Token

LEXICON = "respect"

#: The second insult adds less than the first: a heated text is not yet a threat.
FURTHER = 0.35
#: Opinions on a thing and swearing at the world may pile up without becoming a case.
SOFT_KINDS = frozenset({"mild", "swear", "quality", "harmless"})
SOFT_CAP = 0.45
#: What a quotation leaves of an insult: it is still read by whom it hurts.
QUOTED = 0.7
#: The same where the author says that somebody said it.
TALKED_ABOUT = 0.2


def insults(text: Text) -> list[Span]:
    """Return the places that the lexicon knows, each with its weight."""
    return strongest(_weigh(text))


def combined(spans: Iterable[Span]) -> float:
    """Return the score: never less for more spans; an entry counts once."""
    hard: dict[str, float] = {}
    soft: dict[str, float] = {}
    for span in spans:
        weights = soft if is_soft(span) else hard
        weights[span.what] = max(span.weight, weights.get(span.what, 0.0))
    return _together([*hard.values(), min(SOFT_CAP, _together(soft.values()))])


def is_soft(span: Span) -> bool:
    """Whether it is an opinion on a thing, or swearing at the world."""
    return span.kind in SOFT_KINDS and span.weight < SOFT_CAP


def _weigh(text: Text) -> Iterator[Span]:
    length = len(text.body)
    quoted = covered(quotations(text), length)
    reported = covered(talked_about(text), length)
    for tokens in text.forms:
        for hit in lexicon(LEXICON).find(tokens, text.language):
            start, end = tokens[hit.first].start, tokens[hit.last].end
            weight = _weight(hit, tokens)
            if reported[start] and reported[end - 1]:
                weight *= TALKED_ABOUT
            elif quoted[start] and quoted[end - 1]:
                weight *= QUOTED
            if weight > 0:
                yield Span(start, end, weight, hit.entry.pattern, hit.entry.kind)


def _weight(hit: Hit, tokens: Sequence[Token]) -> float:
    entry = hit.entry
    weight = entry.weight + (entry.aimed - entry.weight) * aim(tokens, hit)
    return weight * edge(tokens, hit)


def _together(weights: Iterable[float]) -> float:
    strongest_one, *others = sorted([0.0, *weights], reverse=True)
    rest = math.prod(1 - FURTHER * weight for weight in others)
    return 1 - (1 - strongest_one) * rest
