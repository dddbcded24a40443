"""Train the model of respect: what a text weighs, and how sure that makes us."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from commentbox.screening.learned.model import SUREST
from training.corpus import RESPECT, SPAM, Example, examples
from training.everyday import everyday
from training.linear import Linear, fitted
from training.mentions import mentions
from training.mixing import MIXED, mixed
from training.stacking import Stack, stacked
from training.vectors import Floats, Vectors, vectors

SEED: Final = 7
#: All German tweets together weigh this much, and so do these others.
SHARES: Final = {
    "ge18": 1.0,
    "ge19": 1.0,
    "davidson": 1.0,
    "ordinary": 0.3,
    "mentions": 0.5,
    "everyday": 0.3,
    **{f"{name}{MIXED}": 0.12 for name in RESPECT},
}
#: Of each language and label, so many texts are mixed with swearing or insults.
MIXES: Final = 1200
#: Of what there is far too much: tweets with slurs, and ordinary short messages.
MOST: Final = {
    ("davidson", 1): 6000,
    ("ordinary", 0): 2000,
    ("mentions", 0): 3000,
    ("mentions", 1): 2500,
}


def gathered(folder: Path) -> Vectors:
    """Return all that may be learned from, balanced by source and by label."""
    rng = np.random.default_rng(SEED)
    tweets = list(examples(folder, RESPECT))
    found = [*tweets, *mixed(tweets, MIXES), *_ordinary(folder), *_own()]
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


def trained(of: Vectors, encoder: Floats | None) -> tuple[Linear, Stack, Stack | None]:
    """Return the model, and how its margin becomes a probability.

    ``encoder`` has what the second tier says of each text that it has not learned from;
    without it, there is no second stack.
    """
    margin = out_of_year(of)
    both = None if encoder is None else stacked(of, margin, encoder)
    return fitted(of), stacked(of, margin), both


def of_encoder(of: Vectors, folder: Path) -> Floats:
    """Return the logits that the encoder gave to texts it had not seen; else NaN."""
    found = np.full(len(of.label), np.nan)
    for path in folder.glob("*.npy"):
        here = np.flatnonzero(of.source == path.stem)
        lines = np.array([of.examples[at].line for at in here], np.int64)
        found[here] = np.load(path)[lines, of.language[here]]
    return np.asarray(np.clip(found, -SUREST, SUREST))


def out_of_year(of: Vectors) -> Floats:
    """Return the margin of each tweet from a model that does not know its year.

    Other texts were in both models and are not judged: NaN.
    """
    rng = np.random.default_rng(SEED)
    half = rng.integers(0, 2, len(of.label))
    half[np.isin(of.source, ("ge18", f"ge18{MIXED}"))] = 0
    half[np.isin(of.source, ("ge19", f"ge19{MIXED}"))] = 1
    judged = np.isin(of.source, list(RESPECT))
    margin = np.full(len(of.label), np.nan)
    halved = judged | np.isin(of.source, [f"{name}{MIXED}" for name in RESPECT])
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
