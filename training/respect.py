"""Train the model of respect: what a text weighs, and how sure that makes us."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from commentbox.screening.learned.model import SUREST
from training import kinship, linear
from training.corpus import RESPECT, SPAM, Example, examples
from training.everyday import everyday
from training.kinship import Kinship
from training.linear import Linear
from training.mentions import mentions
from training.mixing import MIXED, mixed
from training.stacking import Stack, stacked
from training.vectors import Floats, Ints, Vectors, vectors
from training.words import WordVectors

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
    return balanced(vectors(chosen(folder)))


def texts(folder: Path) -> Iterator[str]:
    """Yield all that may be learned from as it is written."""
    return (example.text for example in chosen(folder))


def chosen(folder: Path) -> list[Example]:
    """Return what is learned from, in random order: of some sources not all."""
    rng = np.random.default_rng(SEED)
    tweets = list(examples(folder, RESPECT))
    found = [*tweets, *mixed(tweets, MIXES), *_ordinary(folder), *_own()]
    counts: dict[tuple[str, int], int] = {}
    taken = []
    for example in (found[at] for at in rng.permutation(len(found))):
        key = example.source, example.label
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST.get(key, len(found)):
            taken.append(example)
    return taken


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


class Read(NamedTuple):
    """What the first tier stacks on: the margin of each text, and what its kin say."""

    margin: Floats
    kin: Floats

    def take(self, chosen: Ints) -> Read:
        return Read(self.margin[chosen], self.kin[chosen])


class Known(NamedTuple):
    """What is learned from texts before anything is stacked."""

    linear: Linear
    kinship: Kinship

    def read(self, of: Vectors) -> Read:
        return Read(self.linear.scores(of), self.kinship.scores(of))


class Trained(NamedTuple):
    """All that is written into the file."""

    known: Known
    stack: Stack
    #: None where nobody has said what the encoder thinks of the texts.
    with_encoder: Stack | None


def known(of: Vectors, words: WordVectors) -> Known:
    return Known(linear.fitted(of), kinship.fitted(of, words))


def trained(of: Vectors, words: WordVectors, encoder: Floats | None) -> Trained:
    """Return the model, and how what it reads becomes a probability.

    ``encoder`` has what the second tier says of each text that it has not learned from.
    It reads the kin of words by itself, so theirs are of the first tier alone.
    """
    read = out_of_year(of, words)
    both = None if encoder is None else stacked(of, read.margin, encoder)
    return Trained(known(of, words), stacked(of, *read), both)


def of_encoder(of: Vectors, folder: Path) -> Floats:
    """Return the logits that the encoder gave to texts it had not seen; else NaN."""
    found = np.full(len(of.label), np.nan)
    for path in folder.glob("*.npy"):
        here = np.flatnonzero(of.source == path.stem)
        lines = np.array([of.examples[at].line for at in here], np.int64)
        found[here] = np.load(path)[lines, of.language[here]]
    return np.asarray(np.clip(found, -SUREST, SUREST))


def out_of_year(of: Vectors, words: WordVectors) -> Read:
    """Return what a model that does not know its year reads in each tweet.

    Other texts were in both models and are not judged: NaN.
    """
    rng = np.random.default_rng(SEED)
    half = rng.integers(0, 2, len(of.label))
    half[np.isin(of.source, ("ge18", f"ge18{MIXED}"))] = 0
    half[np.isin(of.source, ("ge19", f"ge19{MIXED}"))] = 1
    judged = np.isin(of.source, list(RESPECT))
    halved = judged | np.isin(of.source, [f"{name}{MIXED}" for name in RESPECT])
    return in_turn(
        of,
        words,
        (
            (
                np.flatnonzero((half == side) | ~halved),
                np.flatnonzero((half != side) & judged),
            )
            for side in (0, 1)
        ),
    )


def in_turn(
    of: Vectors, words: WordVectors, turns: Iterable[tuple[Ints, Ints]]
) -> Read:
    """Return what models of some texts read in others; NaN where none was asked."""
    found = Read(*np.full((2, len(of.label)), np.nan))
    for kept, others in turns:
        read = known(of.take(kept), words).read(of.take(others))
        for column, values in zip(found, read, strict=True):
            column[others] = values
    return found


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
