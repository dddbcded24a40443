"""The runs: each year judged by a model of the other one, and the one that is shipped.

Authors write in one year of GermEval only: a model of the other year has not seen them,
which a random part of the same year would not show.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.encoder import data
from training.encoder.data import Example, Source
from training.encoder.e5 import E5
from training.encoder.figures import figures
from training.encoder.fit import Reader, Recipe, Training, scored
from training.encoder.net import LANGUAGES, Weights

log = logging.getLogger(__name__)

FILES: Final = {
    "ge18": "train/tox_ge18_train.jsonl.gz",
    "ge19": "train/tox_ge19_train.jsonl.gz",
    "davidson": "train/tox_davidson.jsonl.gz",
    "sms": "train/spam_sms.jsonl.gz",
}
#: An epoch takes so many of each label: English is the smaller half of the task, and
#: five of six texts of Davidson are offensive.
ENGLISH: Final = 2000
ORDINARY: Final = 300
OWN: Final = 600
FOLDS: Final = 77

Corpus = dict[str, list[Example]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a run may say of texts that it has not seen: which, and in what order."""

    name: str
    places: NDArray[np.int64]


def corpus(folder: Path) -> Corpus:
    read = {name: data.labelled(folder / path) for name, path in FILES.items()}
    # Only the ordinary messages: an advertisement is no insult, but no comment either.
    read["sms"] = [example for example in read["sms"] if example.target == 0]
    return read


def halves(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = np.random.default_rng(FOLDS).permutation(count)
    return np.sort(order[: count // 2]), np.sort(order[count // 2 :])


def sources(read: Corpus, years: Sequence[str], english: Sequence[int]) -> list[Source]:
    davidson = [read["davidson"][place] for place in english]
    return [
        *(Source(read[year]) for year in years),
        Source(davidson, ENGLISH),
        Source(read["sms"], ORDINARY),
        Source(data.own_sentences(), OWN),
    ]


def across(
    model: E5, reader: Reader, recipe: Recipe, read: Corpus
) -> dict[str, NDArray[np.float32]]:
    """Return logits of every text by a model that has seen neither it nor its year."""
    one, other = halves(len(read["davidson"]))
    found = {
        name: np.zeros((len(read[name]), len(LANGUAGES)), np.float32)
        for name in ("ge18", "ge19", "davidson")
    }
    for year, unseen, seen, rest in (
        ("ge18", "ge19", one, other),
        ("ge19", "ge18", other, one),
    ):
        given = sources(read, [year], seen.tolist())
        everything = np.arange(len(read[unseen]))
        judged = [Judged(unseen, everything), Judged("davidson", rest)]
        for part, logits in _judging(model, reader, recipe, given, read, judged):
            found[part.name][part.places] = logits
    return found


def shipped(
    model: E5, reader: Reader, recipe: Recipe, read: Corpus, seeds: Sequence[int]
) -> Weights:
    """Return the mean of the weights of several seeds, all data in each."""
    given = sources(read, ["ge18", "ge19"], range(len(read["davidson"])))
    runs = []
    for seed in seeds:
        log.info("seed %d of %s", seed, list(seeds))
        seeded = recipe.with_seed(seed)
        runs.append(Training(model, reader, seeded, given).run())
    return {name: sum(run[name] for run in runs) / len(runs) for name in runs[0]}


def _judging(
    model: E5,
    reader: Reader,
    recipe: Recipe,
    given: Sequence[Source],
    read: Corpus,
    judged: Sequence[Judged],
) -> list[tuple[Judged, NDArray[np.float32]]]:
    """Train once; the figures of each epoch are logged, the last one's logits kept."""

    def logits(weights: Weights, part: Judged) -> NDArray[np.float32]:
        return scored(reader, weights, [read[part.name][p].text for p in part.places])

    def after_epoch(epoch: int, weights: Weights) -> None:
        german = judged[0]
        labels = np.array([read[german.name][p].target for p in german.places], int)
        found = figures(logits(weights, german)[:, 0], labels)
        log.info("%s after epoch %d: %s", german.name, epoch, found)

    weights = Training(model, reader, recipe, given, after_epoch).run()
    return [(part, logits(weights, part)) for part in judged]
