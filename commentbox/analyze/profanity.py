"""Profanity: whether there are swear words, whomever they are aimed at."""

from __future__ import annotations

import math

from commentbox.domain.verdict import Finding
from commentbox.screening.evidence import Span, evidence, strongest
from commentbox.screening.facts import Facts
from commentbox.screening.lexicon.matcher import lexicon
from commentbox.screening.reading import Text

NAME = "profanity"
LEXICON = "respect"

#: How surely the entries of a section of the lexicon are words that are not for
#: children's ears. Insults in decent words ("numskull") are none.
SURE = {"vile": 0.9, "slur": 0.85, "swear": 0.8}


def profanity(text: Text, facts: Facts) -> Finding | None:
    spans = strongest(
        Span(
            tokens[hit.first].start,
            tokens[hit.last].end,
            SURE[hit.entry.kind],
            hit.entry.pattern,
            hit.entry.kind,
        )
        for tokens in text.forms
        for hit in lexicon(LEXICON).find(tokens, text.language)
        if hit.entry.kind in SURE
    )
    if not spans:
        return None
    weights = {span.what: span.weight for span in spans}
    return Finding(
        check=NAME,
        score=round(1 - math.prod(1 - weight for weight in weights.values()), 4),
        evidence=evidence(text, spans),
        detail="lexicon",
    )
