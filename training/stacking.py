"""From a margin and the lexicon to a probability that keeps its word."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from commentbox.screening.learned.language import LANGUAGES
from commentbox.screening.learned.surface import NAMES
from training.vectors import Floats, Vectors

#: Where every second text was picked for its slurs, the labels say little of how
#: common they are: the English ones are weighed as if one in three were offensive.
ENGLISH_PREVALENCE = 1 / 3


class Stack(NamedTuple):
    """By language: what one, the margin, the lexicon and severe entries count for."""

    weights: Floats

    def logits(self, of: Vectors, margin: Floats, *more: Floats) -> Floats:
        """Return the log-odds of each text."""
        columns = told(of, margin, *more)
        logits: Floats = np.einsum("ij,ij->i", columns, self.weights[of.language])
        return logits


def told(of: Vectors, margin: Floats, *more: Floats) -> Floats:
    """Return the columns that are stacked, in the order of the run time."""
    lexicon = of.surface[:, NAMES.index("lexicon")]
    severe = (of.surface[:, NAMES.index("lexicon_severe")] > 0).astype(float)
    return np.column_stack([np.ones(len(margin)), margin, lexicon, severe, *more])


def stacked(of: Vectors, margin: Floats, *more: Floats) -> Stack:
    """Return the stack that fits margins which were made without their own texts."""
    known = np.flatnonzero(np.isfinite(sum(more, margin)))
    part = of.take(known)
    columns = told(part, margin[known], *(one[known] for one in more))
    english = part.language == LANGUAGES.index("en")
    # The languages share what the numbers mean, and differ in where they begin.
    own = np.column_stack([columns[:, 1:], english])
    weight = natural(part)
    fit = LogisticRegression(C=100.0).fit(own, part.label, sample_weight=weight)
    shared, by_english = fit.coef_[0][:-1], fit.coef_[0][-1]
    start = float(fit.intercept_[0])
    return Stack(
        np.array([[start, *shared], [start + by_english, *shared]], dtype=np.float64)
    )


def natural(of: Vectors) -> NDArray[np.float64]:
    """Return weights under which the labels are as common as they are out there."""
    weight = np.ones(len(of.label))
    english = of.source == "davidson"
    share = of.label[english].mean() if english.any() else ENGLISH_PREVALENCE
    for label, wanted in ((1, ENGLISH_PREVALENCE), (0, 1 - ENGLISH_PREVALENCE)):
        here = english & (of.label == label)
        weight[here] = wanted / (share if label else 1 - share)
    return weight
