"""How well probabilities do: what the cards of the models say, one row a data set."""

from __future__ import annotations

from typing import Final

import numpy as np

from commentbox.evaluation.confusion import macro_f1
from commentbox.evaluation.figures import auc
from training.vectors import Floats, Ints

BINS: Final = 10
PRECISE: Final = 0.9
#: A precision is said of no fewer texts than this.
FEWEST: Final = 20

HEAD: Final = (
    "| judged on | texts | macro-F1 at 0.5 | best macro-F1 | AUC | ECE "
    "| recall at precision 0.9 |\n|---|---|---|---|---|---|---|"
)


def row(name: str, label: Ints, share: Floats, weight: Floats | None = None) -> str:
    """Return one row of the table under ``HEAD``."""
    best = max(
        macro_f1(label, share >= at)
        for at in np.quantile(share, np.linspace(0.2, 0.98, 79))
    )
    numbers = (
        100 * macro_f1(label, share >= 1 / 2),
        100 * best,
        100 * auc(label, share),
    )
    shown = " | ".join(f"{number:.1f}" for number in numbers)
    error = expected_error(label, share, weight)
    recall = recall_at(label, share)
    return f"| {name} | {len(label):,} | {shown} | {error:.3f} | {recall:.2f} |"


def expected_error(label: Ints, share: Floats, weight: Floats | None = None) -> float:
    """Return by how much the shares are off on average, in ten bins of equal width."""
    weight = np.ones(len(label)) if weight is None else weight
    at = np.minimum((share * BINS).astype(int), BINS - 1)
    off = [
        abs(float(((label - share) * weight)[at == one].sum())) for one in range(BINS)
    ]
    return sum(off) / float(weight.sum())


def recall_at(label: Ints, share: Floats, precise: float = PRECISE) -> float:
    """Return how many of the breaches are found where so many findings are right."""
    at = threshold(label, share, precise)
    return float((share[label == 1] >= at).mean()) if at is not None else 0.0


def threshold(label: Ints, share: Floats, precise: float = PRECISE) -> float | None:
    """Return the lowest score from which on so many findings are right, if any."""
    order = np.argsort(-share, kind="stable")
    right = np.cumsum(label[order]) / np.arange(1, len(label) + 1)
    ends = np.append(share[order][1:] != share[order][:-1], True)
    good = np.flatnonzero((right >= precise) & ends)
    good = good[good >= FEWEST - 1]
    return float(share[order][good[-1]]) if len(good) else None
