"""A layer: for each check that a site taught, how its score is set right."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commentbox.domain.verdict import Evidence
from commentbox.screening.evidence import Span, evidence, strongest
from commentbox.screening.layer.features import (
    Look,
    Scores,
    logit,
    look,
    words,
)
from commentbox.screening.reading import Text

#: A word weighs from here on as evidence; what is less is noise.
TELLING = 0.05
#: What the check found counts from so many log-odds below even.
DOUBT = 4.0
#: Scores are kept to so many digits, as those of the checks.
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Head:
    """What a site taught about one check: a logistic regression.

    With slope 1 and all else 0 it says what the check said.
    """

    slope: float
    bias: float
    #: By ``features.NAMES``, without the check's own say.
    dense: NDArray[np.float64]
    #: By bucket.
    words: NDArray[np.float64]

    def log_odds(self, own: float, of: Look) -> float:
        """Return the log-odds where the check itself gave ``own``."""
        by_words = float(self.words[of.buckets].sum()) * of.value
        return self.slope * own + self.bias + float(self.dense @ of.dense) + by_words


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The score that a site's decisions speak for, and the words of its own in it."""

    score: float
    #: Words with what each adds to the log-odds.
    spans: tuple[Span, ...] = ()
    #: What the check itself, and all but the words, add to the log-odds.
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Layer:
    """The heads of a site, and the shipped models that they stand on."""

    base: str
    heads: Mapping[str, Head]

    def adjusted(
        self, check: str, scores: Scores, text: Text, of: Look | None = None
    ) -> Adjusted | None:
        """Return what becomes of a score; None: it stays as it is.

        ``scores`` has what each check said; one that could not tell (None) still
        cannot. ``of`` is what ``look`` returned of it, where that is at hand.
        """
        head, score = self.heads.get(check), scores.get(check)
        if head is None or score is None:
            return None
        of = of or look(text, scores)
        log_odds = head.log_odds(logit(score), of)
        spans = _spans(head, of, text)
        rest = log_odds - sum(span.weight for span in spans)
        return Adjusted(_rounded(log_odds), spans, rest)


def explained(
    text: Text, before: tuple[Evidence, ...], adjusted: Adjusted
) -> tuple[Evidence, ...]:
    """Return the evidence of a check with the words that the site taught beside it.

    What the check found shares what is left of the log-odds.
    """
    if not adjusted.spans:
        return before
    left = max(adjusted.rest + DOUBT, 0.0)
    spans = [Span(e.start, e.end, e.share * left) for e in before]
    known = strongest(
        span for span in [*spans, *adjusted.spans] if span.weight > TELLING
    )
    return evidence(text, known) or before


def _spans(head: Head, of: Look, text: Text) -> tuple[Span, ...]:
    return tuple(
        Span(token.start, token.end, weight)
        for token, bucket in words(text)
        if (weight := float(head.words[bucket]) * of.value) > TELLING
    )


def _rounded(log_odds: float) -> float:
    if not math.isfinite(log_odds):
        raise ValueError("a layer must not be beyond all numbers")
    bounded = min(30.0, max(-30.0, log_odds))
    return round(1 / (1 + math.exp(-bounded)), DIGITS)
