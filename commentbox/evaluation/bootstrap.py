"""How far a figure would move with other texts of the same kind: the bootstrap."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from commentbox.evaluation.figures import NAN, Flags, Floats

#: Enough for two digits; more would only be slower.
ROUNDS = 200
#: A figure is the same each time it is asked for.
SEED = 20


def interval(
    figure: Callable[[Flags, Floats], float],
    labels: ArrayLike,
    scores: ArrayLike,
    *,
    rounds: int = ROUNDS,
) -> tuple[float, float]:
    """Return the 95 % interval of ``figure(labels, scores)`` by drawing texts again."""
    truth = np.asarray(labels).astype(np.bool_)
    score = np.asarray(scores, dtype=np.float64)
    if not truth.size:
        return NAN, NAN
    random = np.random.default_rng(SEED)
    drawn = [random.integers(truth.size, size=truth.size) for _ in range(rounds)]
    values = np.array([figure(truth[rows], score[rows]) for rows in drawn])
    values = values[~np.isnan(values)]
    if not values.size:
        return NAN, NAN
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
