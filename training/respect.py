"""Train the model of respect: what a text weighs, and how sure that makes us."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.corpus import RESPECT, SPAM, Example, examples
from training.disguised import disguised
from training.everyday import everyday
from training.linear import Linear, fitted
from training.mentions import mentions
from training.stacking import Stack, stacked
from training.vectors import Vectors, joined, vectors

SEED: Final = 7
#: All German tweets together weigh this much, and so do these others.
SHARES: Final = {
    "ge18": 1.0,
    "ge19": 1.0,
    "davidson": 1.0,
    "ordinary": 0.3,
    "mentions": 0.5,
    "everyday": 0.3,
}
#: Of what there is far too much: tweets with slurs, and ordinary short messages.
MOST: Final = {
    ("davidson", 1): 6000,
    ("ordinary", 0): 2000,
    ("mentions", 0): 3000,
    ("mentions", 1): 2500,
}
#: Every so many-th text is learned once more in disguise.
DISGUISE_EVERY: Final = 4
#: Ends the name of the source of such a copy.
COPY: Final = "*"


def gathered(folder: Path) -> Vectors:
    """Return all that may be learned from, balanced by source and by label."""
    rng = np.random.default_rng(SEED)
    found = [*examples(folder, RESPECT), *_ordinary(folder), *_own()]
    kept = [found[at] for at in rng.permutation(len(found))]
    counts: dict[tuple[str, int], int] = {}
    chosen = []
    for example in kept:
        key = example.source, example.label
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST.get(key, len(found)):
            chosen.append(example)
    return balanced(vectors(chosen))


def balanced(of: Vectors) -> Vectors:
    """Return the examples weighed so that each source counts for its share."""
    weight = np.zeros(len(of.label))
    total = 4000.0
    for source in np.unique(of.source):
        share = SHARES[source]
        labels = np.unique(of.label[of.source == source])
        for label in labels:
            here = (of.source == source) & (of.label == label)
            weight[here] = share * total / len(labels) / here.sum()
    return of._replace(weight=weight)


def with_disguised(of: Vectors) -> Vectors:
    """Return the examples, and some of the offensive ones in disguise as well."""
    offensive = np.flatnonzero(of.label == 1)[::DISGUISE_EVERY]
    hidden = [
        of.examples[at]._replace(
            text=disguised(of.examples[at].text, int(at)),
            source=f"{of.examples[at].source}{COPY}",
        )
        for at in offensive
    ]
    again = vectors(hidden)._replace(weight=of.weight[offensive] / 2)
    return joined([of, again])


def trained(of: Vectors) -> tuple[Linear, Stack]:
    """Return the model, and how its margin becomes a probability."""
    return fitted(of), stacked(of, out_of_year(of))


def out_of_year(of: Vectors) -> NDArray[np.float64]:
    """Return the margin of each tweet from a model that does not know its year.

    Other texts were in both models and are not judged: NaN.
    """
    rng = np.random.default_rng(SEED)
    half = rng.integers(0, 2, len(of.label))
    half[np.isin(of.source, ("ge18", f"ge18{COPY}"))] = 0
    half[np.isin(of.source, ("ge19", f"ge19{COPY}"))] = 1
    judged = np.isin(of.source, list(RESPECT))
    halved = np.isin(of.source, [*RESPECT, *(f"{name}{COPY}" for name in RESPECT)])
    margin = np.full(len(of.label), np.nan)
    for side in (0, 1):
        kept = np.flatnonzero((half == side) | ~halved)
        other = np.flatnonzero((half != side) & judged)
        margin[other] = fitted(of.take(kept)).scores(of.take(other))
    return margin


def _ordinary(folder: Path) -> list[Example]:
    """Return what people write who neither insult nor advertise."""
    return [
        example._replace(source="ordinary")
        for example in examples(folder, SPAM)
        if example.label == 0
    ]


def _own() -> list[Example]:
    return [
        Example(sentence.text, sentence.label, sentence.lang, source)
        for source, sentences in (("mentions", mentions()), ("everyday", everyday()))
        for sentence in sentences
    ]
