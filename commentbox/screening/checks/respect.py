"""Respect: how likely a text breaks it, by what models have learned and a lexicon."""

from __future__ import annotations

from typing import Final

from commentbox.domain.verdict import Finding
from commentbox.screening.encoder import scorer
from commentbox.screening.evidence import evidence
from commentbox.screening.facts import Facts
from commentbox.screening.learned.explaining import deciding
from commentbox.screening.learned.features import features
from commentbox.screening.learned.lexical import combined
from commentbox.screening.learned.model import probability
from commentbox.screening.learned.shipped import shipped
from commentbox.screening.reading import Text

NAME: Final = "respect"

#: Below this nothing has decided anything, and no words are named.
WORTH_EXPLAINING: Final = 0.15


def respect(text: Text, facts: Facts) -> Finding | None:
    """Return a probability, and the words that made it; nothing for an empty text.

    What the lexicon is sure of stands, whatever the models think: an entry weighs as
    much as it proved right on tweets and comments.
    """
    if not text.tokens:
        return None
    read = features(text)
    model = shipped(NAME)
    known = combined(read.insults)
    alone = probability(model.logit(read))
    encoder = _encoder_logit(text, read.language)
    learned = alone if encoder is None else probability(model.logit(read, encoder))
    score = max(known, learned)
    by_lexicon = known >= learned
    spans = []
    if score >= WORTH_EXPLAINING:
        spans = deciding(
            text,
            read,
            model,
            by_lexicon=by_lexicon,
            by_encoder=encoder is not None,
        )
    by_model = "encoder" if encoder is not None and learned > alone else "learned"
    return Finding(
        check=NAME,
        score=round(score, 4),
        evidence=evidence(text, spans),
        detail="lexicon" if by_lexicon else by_model,
    )


def _encoder_logit(text: Text, language: str) -> float | None:
    """Return what the second tier says, if it is installed and has not failed."""
    return scorer.score(text.mended, language)
