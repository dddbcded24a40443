"""The runs: years and topics judged by models that know no other, and what is shipped.

Authors write in one year of GermEval only: a model of the other year has not seen them,
which a random part of the same year would not show. Topics come back in other years,
too: parts by topic show how a model does without them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.corpus import RESPECT, SPAM
from training.encoder import data
from training.encoder.data import Example, Source
from training.encoder.e5 import E5
from training.encoder.figures import figures
from training.encoder.fit import Reader, Recipe, Training, scored
from training.encoder.net import LANGUAGES, Weights
from training.everyday import everyday
from training.mentions import mentions
from training.swearing import swearing
from training.topics import NONE, Parts

log = logging.getLogger(__name__)

FILES: Final = {**RESPECT, "sms": SPAM["sms"]}
#: An epoch takes so many of each label: English is the smaller half of the task, and
#: five of six texts of Davidson are offensive.
ENGLISH: Final = 1600
ORDINARY: Final = 300
MENTIONS: Final = 700
SWEARING: Final = 250
EVERYDAY: Final = 150
FOLDS: Final = 77

Corpus = dict[str, list[Example]]


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
        *own_sentences(),
    ]


def own_sentences() -> list[Source]:
    return [
        Source(data.own(mentions()), MENTIONS, own=True),
        Source(data.own(swearing()), SWEARING, own=True),
        Source(data.own(everyday()), EVERYDAY, own=True),
    ]


def across(
    model: E5, reader: Reader, recipe: Recipe, read: Corpus, seeds: Sequence[int]
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
        weights = averaged(
            model,
            reader,
            recipe,
            sources(read, [year], seen.tolist()),
            seeds,
            told=partial(_tell, reader, unseen, read[unseen]),
        )
        for name, places in ((unseen, range(len(read[unseen]))), ("davidson", rest)):
            texts = [read[name][place].text for place in places]
            found[name][list(places)] = scored(reader, weights, texts)
    return found


def by_topic(
    model: E5,
    reader: Reader,
    recipe: Recipe,
    read: Corpus,
    seeds: Sequence[int],
    parts: Parts,
    folder: Path,
) -> dict[str, NDArray[np.float32]]:
    """Return logits of every text by a model that has seen no text of its part.

    A text of no part is not judged: NaN. Each part is kept in ``folder`` once it is
    there, so that whoever begins again does not begin from nothing.
    """
    found = {
        name: np.full((len(lines), len(LANGUAGES)), np.nan, np.float32)
        for name, lines in parts.items()
    }
    for part in range(max(int(lines.max()) for lines in parts.values()) + 1):
        file = folder / f"part-{part}.npz"
        if not file.exists():
            scores = _of_part(model, reader, recipe, read, seeds, parts, part)
            np.savez(file, allow_pickle=False, **scores)
        with np.load(file) as held:
            for name, lines in parts.items():
                here = np.flatnonzero(lines == part)
                found[name][here] = held[name]
                judged = [read[name][at] for at in here]
                labels = np.array([example.target for example in judged], int)
                head = LANGUAGES.index(judged[0].lang)
                told = figures(held[name][:, head], labels)
                log.info("%s, part %d: %s", name, part, told)
    return found


def _of_part(
    model: E5,
    reader: Reader,
    recipe: Recipe,
    read: Corpus,
    seeds: Sequence[int],
    parts: Parts,
    part: int,
) -> dict[str, NDArray[np.float32]]:
    known = {
        name: [
            read[name][at] for at in np.flatnonzero((lines != part) & (lines != NONE))
        ]
        for name, lines in parts.items()
    }
    english = range(len(known["davidson"]))
    given = sources({**read, **known}, ["ge18", "ge19"], english)
    weights = averaged(model, reader, recipe, given, seeds)
    return {
        name: scored(
            reader,
            weights,
            [read[name][at].text for at in np.flatnonzero(lines == part)],
        )
        for name, lines in parts.items()
    }


def shipped(
    model: E5, reader: Reader, recipe: Recipe, read: Corpus, seeds: Sequence[int]
) -> Weights:
    """Return weights that have learned from all data."""
    given = sources(read, ["ge18", "ge19"], range(len(read["davidson"])))
    return averaged(model, reader, recipe, given, seeds)


def averaged(
    model: E5,
    reader: Reader,
    recipe: Recipe,
    given: Sequence[Source],
    seeds: Sequence[int],
    told: Callable[[str, Weights], None] = lambda _what, _weights: None,
) -> Weights:
    """Return the mean of the weights of several seeds, which errs less than each.

    All begin with the same published weights, so that they stay close enough to each
    other for their mean to be a model as well (Wortsman et al. 2022, "Model soups").
    ``told`` is called after each epoch, and with the mean.
    """
    runs = []
    for seed in seeds:
        log.info("seed %d of %s", seed, list(seeds))

        def after_epoch(epoch: int, weights: Weights, seed: int = seed) -> None:
            told(f"seed {seed}, epoch {epoch}", weights)

        seeded = recipe.with_seed(seed)
        runs.append(Training(model, reader, seeded, given, after_epoch).run())
    mean = {name: sum(run[name] for run in runs) / len(runs) for name in runs[0]}
    told("mean", mean)
    return mean


def _tell(
    reader: Reader, name: str, texts: Sequence[Example], what: str, weights: Weights
) -> None:
    """Log the figures of texts that a model has not seen."""
    logits = scored(reader, weights, [example.text for example in texts])
    labels = np.array([example.target for example in texts], int)
    log.info("%s, %s: %s", name, what, figures(logits[:, 0], labels))
