"""Train the model of spam from comments under videos and from short messages."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from training.corpus import RESPECT, SPAM, Example, examples
from training.everyday import everyday
from training.linear import Linear, fitted
from training.mentions import mentions
from training.stacking import Stack, stacked
from training.vectors import Floats, Vectors, vectors

SEED: Final = 7
FOLDS: Final = 5
#: What the sources weigh; comments are more like comments than short messages are.
SHARES = {"psy": 1.0, "katyperry": 1.0, "lmfao": 1.0, "sms": 1.0}
SHARES |= {"own": 1.0, "tweets": 1.5}
TOTAL: Final = 1000.0
OWN_EVERY: Final = 8
TWEETS_EVERY: Final = 8


def gathered(folder: Path) -> Vectors:
    """Return all that may be learned from, balanced by source and by label."""
    own = [
        Example(sentence.text, 0, sentence.lang, "own")
        for sentence in [*mentions(), *everyday()][::OWN_EVERY]
    ]
    tweets = [
        tweet._replace(label=0, source="tweets")
        for tweet in list(examples(folder, RESPECT))[::TWEETS_EVERY]
    ]
    # Links are for the rules to judge: readers who bring a source are no spammers.
    return balanced(vectors([*examples(folder, SPAM), *own, *tweets]))


def balanced(of: Vectors) -> Vectors:
    """Return the examples weighed so that each source counts for its share."""
    weight = np.zeros(len(of.label))
    for source in np.unique(of.source):
        for label in (0, 1):
            here = (of.source == source) & (of.label == label)
            weight[here] = SHARES[source] * TOTAL / 2 / max(int(here.sum()), 1)
    return of._replace(weight=weight)


def trained(of: Vectors) -> tuple[Linear, Stack]:
    """Return the model, and how its margin becomes a probability."""
    return fitted(of), stacked(of, out_of_fold(of))


def out_of_fold(of: Vectors) -> Floats:
    """Return the margin of each text from a model that does not know it."""
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(of.label))
    margin = np.full(len(of.label), np.nan)
    for one in range(FOLDS):
        kept, other = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        margin[other] = fitted(of.take(kept)).scores(of.take(other))
    return margin
