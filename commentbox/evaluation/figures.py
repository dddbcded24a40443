"""Figures that need the order of scores, or the scores as probabilities.

``labels`` are true where there is a breach, ``scores`` between 0 and 1; both are
arrays of one length. Where a figure is not defined (one class only), it is ``nan``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NAN = float("nan")


class At(NamedTuple):
    """How much is found at a score from which the asked precision holds."""

    recall: float
    #: The score; ``nan`` where no score reaches the precision.
    score: float
    precision: float


class Curve(NamedTuple):
    """Precision and recall at each different score, the highest score first."""

    precision: Floats
    recall: Floats
    score: Floats


class Bins(NamedTuple):
    """Of equal width; an empty one has ``nan`` as mean score and as share."""

    counts: NDArray[np.int64]
    mean_score: Floats
    share: Floats


def auc(labels: ArrayLike, scores: ArrayLike) -> float:
    """Return how often a breach scores above another text; a tie counts half."""
    truth, score = _arrays(labels, scores)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return NAN
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    # Equal scores share the mean of their ranks.
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    above = float(ranks[truth].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def curve(labels: ArrayLike, scores: ArrayLike) -> Curve:
    truth, score = _arrays(labels, scores)
    order = np.argsort(-score, kind="stable")
    truth, score = truth[order], score[order]
    last = np.flatnonzero(np.r_[score[1:] != score[:-1], score.size > 0])
    found = np.cumsum(truth)[last].astype(np.float64)
    positives = found[-1] if found.size else 0.0
    recall = found / positives if positives else np.full(found.size, NAN)
    return Curve(found / (last + 1), recall, score[last])


def average_precision(labels: ArrayLike, scores: ArrayLike) -> float:
    """Return the mean precision over the gains in recall; nothing is interpolated."""
    precision, recall, _ = curve(labels, scores)
    if not recall.size or np.isnan(recall[0]):
        return NAN
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def recall_at_precision(
    labels: ArrayLike, scores: ArrayLike, precision: float = 0.9
) -> At:
    """Return the most recall at a score with at least this precision."""
    reached, recall, score = curve(labels, scores)
    fit = np.flatnonzero(reached >= precision)
    if not recall.size or np.isnan(recall[0]):
        return At(NAN, NAN, NAN)
    if not fit.size:
        return At(0.0, NAN, NAN)
    best = fit[-1]
    return At(float(recall[best]), float(score[best]), float(reached[best]))


def brier(labels: ArrayLike, scores: ArrayLike) -> float:
    truth, score = _arrays(labels, scores)
    return float(np.mean((score - truth) ** 2)) if truth.size else NAN


def reliability(labels: ArrayLike, scores: ArrayLike, bins: int = 10) -> Bins:
    """Sort scores into bins, each with its upper bound, the first also with 0."""
    truth, score = _arrays(labels, scores)
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.searchsorted(edges, score, side="left") - 1, 0, bins - 1)
    count = np.bincount(place, minlength=bins)
    # An empty bin has no mean.
    with np.errstate(invalid="ignore"):
        mean = np.bincount(place, score, bins) / count
        share = np.bincount(place, truth.astype(np.float64), bins) / count
    return Bins(count, mean, share)


def ece(labels: ArrayLike, scores: ArrayLike, bins: int = 10) -> float:
    """Return the expected calibration error: mean gap of score and true share."""
    count, mean, share = reliability(labels, scores, bins)
    if not count.sum():
        return NAN
    filled = count > 0
    gaps = np.abs(mean[filled] - share[filled])
    return float((gaps * count[filled]).sum() / count.sum())


def _arrays(labels: ArrayLike, scores: ArrayLike) -> tuple[Flags, Floats]:
    truth: NDArray[Any] = np.asarray(labels).astype(np.bool_)
    score = np.asarray(scores, dtype=np.float64)
    if truth.shape != score.shape or truth.ndim != 1:
        raise ValueError("labels and scores: two rows of one length")
    return truth, score
