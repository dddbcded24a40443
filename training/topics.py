"""Parts of the tweets that talk of different things: to judge what nobody learned."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD

from commentbox.screening.learned.language import LANGUAGES
from training.corpus import RESPECT
from training.mixing import MIXED
from training.vectors import Ints, Vectors

SEED: Final = 7
BITS: Final = 14
TOPICS: Final = 40
WIDTH: Final = 50
#: Own sentences are of no part: every model learns from them.
EVERY: Final = -1
#: What neither is learned from nor judged: mixed texts repeat tweets of any part.
NONE: Final = -2
FILE: Final = "topics.npz"

#: By data set, the part of each line of its file.
Parts = Mapping[str, Ints]


def by_topic(of: Vectors, parts: int) -> Ints:
    """Return the part of each text; texts of one topic, which share words, are in one.

    Topics are of very different sizes, and most are of one language. The largest are
    given away first, each to the part that has least of its language.
    """
    flat = TruncatedSVD(WIDTH, random_state=SEED).fit_transform(of.pieces(BITS))
    topic = KMeans(TOPICS, n_init=1, random_state=SEED).fit_predict(flat)
    tweets = np.isin(of.source, list(RESPECT))
    sizes = np.zeros((TOPICS, len(LANGUAGES)), int)
    np.add.at(sizes, (topic[tweets], of.language[tweets]), 1)
    part_of = np.zeros(TOPICS, int)
    given = np.zeros((parts, len(LANGUAGES)), int)
    for one in np.argsort(-sizes.sum(axis=1), kind="stable"):
        language = sizes[one].argmax()
        part_of[one] = given[:, language].argmin()
        given[part_of[one]] += sizes[one]
    return tweets_only(of, part_of[topic])


def tweets_only(of: Vectors, part: Ints) -> Ints:
    """Keep own sentences for every model; drop mixed texts, which repeat tweets."""
    part = np.where(np.isin(of.source, list(RESPECT)), part, EVERY)
    mixes = np.char.endswith(of.source.astype(str), MIXED)
    return np.where(mixes, NONE, part)


def of_lines(of: Vectors, part: Ints, counts: Mapping[str, int]) -> Parts:
    """Return the part of each line; those left out of ``of`` repeat others: none."""
    found = {name: np.full(count, NONE) for name, count in counts.items()}
    for name, parts in found.items():
        here = np.flatnonzero(of.source == name)
        parts[[of.examples[at].line for at in here]] = part[here]
    return found


def kept(folder: Path, of: Vectors) -> Ints:
    """Return the part of each text as a run of the encoder has written it down.

    Other own sentences would make other topics, so they are not found anew.
    """
    part = np.full(len(of.label), NONE)
    with np.load(folder / FILE) as lines:
        for name in RESPECT:
            here = np.flatnonzero(of.source == name)
            part[here] = lines[name][[of.examples[at].line for at in here]]
    return tweets_only(of, part)
