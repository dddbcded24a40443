"""Fit one head: a logistic regression that holds on to what it does not know better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.layer.descent import descend
from commentbox.screening.layer.features import CHECKS, NAMES, WORD_SPACE, Look
from commentbox.screening.layer.layer import Head

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: How strongly each kind of weight is held to where it begins: as if so many decisions
#: of doubt spoke for that. The slope begins at 1, all others at 0.
SLOPE: Final = 10.0
BIAS: Final = 0.1
DENSE: Final = 30.0
#: Words are held by one of these; None: no words at all.
WORDS: Final[tuple[float | None, ...]] = (None, 10.0, 3.0, 1.0)


@dataclass(frozen=True, slots=True)
class Examples:
    """Decided texts for one check: its own log-odds, looks, and what people said."""

    own: Floats
    dense: Floats
    #: Bucket, row and value of each word.
    buckets: Ints
    rows: Ints
    values: Floats
    breach: Floats

    def __len__(self) -> int:
        return len(self.own)

    def log_odds(self, head: Head) -> Floats:
        """Return what a head says of each."""
        by_word = head.words[self.buckets] * self.values
        by_words = np.bincount(self.rows, by_word, len(self))
        fixed = head.slope * self.own + head.bias + self.dense @ head.dense
        total: Floats = fixed + by_words
        return total


def examples(
    own: Sequence[float], looks: Sequence[Look], breach: Sequence[bool]
) -> Examples:
    counts = [len(of.buckets) for of in looks]
    none = np.zeros(0, np.int64)
    return Examples(
        own=np.array(own, np.float64),
        dense=np.array([of.dense for of in looks]).reshape(len(looks), len(NAMES)),
        buckets=np.concatenate([none, *(of.buckets for of in looks)]),
        rows=np.repeat(np.arange(len(looks)), counts),
        values=np.repeat([of.value for of in looks], counts),
        breach=np.array(breach, np.float64),
    )


def log_loss(log_odds: Floats, breach: Floats) -> float:
    """Return the mean surprise at what people said, in nats."""
    if not len(breach):
        return 0.0
    return float(np.mean(np.logaddexp(0, log_odds) - breach * log_odds))


def fit(check: str, given: Examples, hold: float | None) -> Head:
    """Return the head that decisions speak for; ``hold`` is that of words."""
    used = len(NAMES) + 2
    own_say = CHECKS.index(check)
    pull = np.full(used + (0 if hold is None else WORD_SPACE), hold or 0.0)
    pull[:used] = [SLOPE, BIAS, *[DENSE] * len(NAMES)]
    start = np.zeros(len(pull))
    start[0] = 1.0
    dense = np.column_stack([given.own, np.ones(len(given)), given.dense])
    # Its own say has the slope already.
    dense[:, 2 + own_say] = 0.0

    def loss(weights: Floats) -> tuple[float, Floats]:
        z = dense @ weights[:used]
        if hold is not None:
            by_word = weights[used:][given.buckets] * given.values
            z = z + np.bincount(given.rows, by_word, len(given))
        off = weights - start
        surprise = np.logaddexp(0, z) - given.breach * z
        wrong = _sigmoid(z) - given.breach
        slope = pull * off
        slope[:used] += wrong @ dense
        if hold is not None:
            by_word = wrong[given.rows] * given.values
            slope[used:] += np.bincount(given.buckets, by_word, WORD_SPACE)
        return float(surprise.sum() + 0.5 * (pull * off * off).sum()), slope

    best = descend(loss, start)
    words = best[used:] if hold is not None else np.zeros(WORD_SPACE)
    return Head(float(best[0]), float(best[1]), best[2:used].copy(), words.copy())


#: What says more must be truer by this share, to be more than luck.
TRUER: Final = 0.995


def chosen(check: str, given: Examples, *, kept: float = 0.25) -> float | None:
    """Return how words are best held: by what the newest of the examples say."""
    cut = int(len(given) * (1 - kept))
    older, newer = part(given, 0, cut), part(given, cut, len(given))
    losses: dict[float | None, float] = {
        hold: log_loss(newer.log_odds(fit(check, older, hold)), newer.breach)
        for hold in WORDS
    }
    best = None
    for hold in WORDS:
        if losses[hold] < losses[best] * TRUER:
            best = hold
    return best


def part(given: Examples, first: int, last: int) -> Examples:
    """Return the examples from ``first`` to before ``last``."""
    return picked(given, np.arange(first, min(last, len(given))))


def picked(given: Examples, places: Ints) -> Examples:
    """Return the examples at these places, in this order."""
    moved = np.full(len(given), -1)
    moved[places] = np.arange(len(places))
    rows = moved[given.rows]
    inside = rows >= 0
    return Examples(
        own=given.own[places],
        dense=given.dense[places],
        buckets=given.buckets[inside],
        rows=rows[inside],
        values=given.values[inside],
        breach=given.breach[places],
    )


def _sigmoid(z: Floats) -> Floats:
    half: Floats = 0.5 * (1 + np.tanh(0.5 * z))
    return half
