"""Measure the models: in folds, across years and topics, on other sets, on probes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from commentbox.screening.learned.surface import NAMES
from training import respect, topics
from training.corpus import RESPECT, VALIDATE, Example, examples
from training.linear import Linear, fitted
from training.measures import HEAD, row, threshold
from training.respect import Known, Read
from training.stacking import Stack, natural, stacked
from training.vectors import Floats, Ints, Vectors, vectors
from training.words import WordVectors

FOLDS: Final = 5
SEED: Final = 7
PROBES: Final = Path(__file__).with_name("probes")
HOSTILE: Final = ("hostile", "insult")
JUDGED: Final = ("ge21", "ucc", "olid")
#: By language: whose ordinary comments set the threshold for the probes.
ORDINARY: Final = {"de": "ge21", "en": "ucc"}
ALARMS: Final = 0.1
STEPS: Final = (0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97)


def shares(of: Vectors, stack: Stack, *read: Floats) -> Floats:
    """Return the scores as the check gives them: the lexicon has the last word."""
    learned = 1 / (1 + np.exp(-stack.logits(of, *read)))
    known: Floats = of.surface[:, NAMES.index("lexicon")]
    return np.maximum(learned, known)


def tables(
    data: Path,
    words: WordVectors,
    encoder: Path | None = None,
    by_topics: Path | None = None,
) -> Iterator[str]:
    """Yield the lines of all tables about respect.

    ``encoder`` and ``by_topics`` are folders of what the encoder says of texts of the
    other year, and of topics that it has not learned from.
    """
    of = respect.gathered(data)
    read = respect.out_of_year(of, words)
    stack = stacked(of, *read)
    model = respect.known(of, words)
    others = vectors(examples(data, {name: VALIDATE[name] for name in JUDGED}))
    yield from ("", "### Respect", "", HEAD)
    yield from _within(of, "other year (2018 for 2019, 2019 for 2018)", read)
    yield from _within(of, "5 random folds", _in_folds(of, words, _at_random(of)))
    by_topic = topics.by_topic(of, FOLDS)
    yield from _within(of, "5 folds by topic", _in_folds(of, words, by_topic))
    judged = shares(others, stack, *model.read(others))
    for name in JUDGED:
        here = others.source == name
        yield row(f"{name}, never learned from", others.label[here], judged[here])
    for name in JUDGED:
        part = others.take(np.flatnonzero(others.source == name))
        yield row(f"{name}, 5 random folds of its own", part.label, _by_own(part))
    if encoder is not None:
        yield from _with_encoder(of, read.margin, others, model.linear, encoder)
    if by_topics is not None:
        yield from _both_by_topic(of, words, by_topics)
    yield from _thresholds(others, judged)
    yield from _calibration(of, read, stack)
    yield from _probes(model, stack, others, judged)


def _within(of: Vectors, how: str, read: Read) -> Iterator[str]:
    stack = stacked(of, *read)
    for name in RESPECT:
        here = np.flatnonzero(of.source == name)
        part = of.take(here)
        judged = shares(part, stack, *read.take(here))
        yield row(f"{name}, {how}", part.label, judged, natural(part))


def _with_encoder(
    of: Vectors, margin: Floats, others: Vectors, model: Linear, folder: Path
) -> Iterator[str]:
    logits, theirs = (respect.of_encoder(each, folder) for each in (of, others))
    both = stacked(of, margin, logits)
    for name in RESPECT:
        here = np.flatnonzero((of.source == name) & np.isfinite(logits))
        if len(here):
            part = of.take(here)
            judged = shares(part, both, margin[here], logits[here])
            title = f"{name}, other year, with the encoder"
            yield row(title, part.label, judged, natural(part))
    for name in JUDGED:
        here = np.flatnonzero((others.source == name) & np.isfinite(theirs))
        if len(here):
            part = others.take(here)
            judged = shares(part, both, model.scores(part), theirs[here])
            yield row(f"{name}, with the encoder", part.label, judged)


def _both_by_topic(of: Vectors, words: WordVectors, folder: Path) -> Iterator[str]:
    """Yield what both tiers say of topics that neither they nor their stack know."""
    part = topics.kept(folder, of)
    read, logits = _in_folds(of, words, part), respect.of_encoder(of, folder)
    how = f"{part.max() + 1} parts by topic"
    for title, columns in (
        (how, tuple(read)),
        (f"{how}, with the encoder", (read.margin, logits)),
    ):
        judged = np.full(len(of.label), np.nan)
        for one in range(part.max() + 1):
            rest, here = np.flatnonzero(part != one), np.flatnonzero(part == one)
            stack = stacked(of.take(rest), *(column[rest] for column in columns))
            judged[here] = shares(
                of.take(here), stack, *(column[here] for column in columns)
            )
        for name in RESPECT:
            here = np.flatnonzero((of.source == name) & np.isfinite(judged))
            known = of.take(here)
            yield row(f"{name}, {title}", known.label, judged[here], natural(known))


def _in_folds(of: Vectors, words: WordVectors, fold: Ints) -> Read:
    """Return what a model that knows no tweet of its fold reads in each."""
    turns = (
        (
            np.flatnonzero((fold != one) & (fold != topics.NONE)),
            np.flatnonzero(fold == one),
        )
        for one in range(fold.max() + 1)
    )
    return respect.in_turn(of, words, turns)


def _by_own(of: Vectors) -> Floats:
    """Return what a model learned from the rest of the same set would say.

    It is never shipped; it shows what the labels themselves allow to learn.
    """
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(of.label))
    margin, judged = np.empty(len(fold)), np.empty(len(fold))
    for one in range(FOLDS):
        kept, other = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        margin[other] = fitted(of.take(kept)).scores(of.take(other))
    for one in range(FOLDS):
        kept, other = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        platt = LogisticRegression().fit(margin[kept, None], of.label[kept])
        judged[other] = platt.predict_proba(margin[other, None])[:, 1]
    return judged


def _at_random(of: Vectors) -> Ints:
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(of.label))
    return topics.tweets_only(of, fold)


def _thresholds(of: Vectors, judged: Floats) -> Iterator[str]:
    yield from (
        "",
        "| score from | of other people's comments: right | breaches found |",
    )
    yield from ("|---|---|---|",)
    for at in STEPS:
        over = judged >= at
        right = of.label[over].mean() if over.any() else float("nan")
        yield f"| {at} | {right:.3f} | {over[of.label == 1].mean():.3f} |"
    yield f"\nPrecision 0.9 on all of them from {threshold(of.label, judged)}"
    for name in JUDGED:
        here = of.source == name
        flagged = [
            f"{at}: {(judged[here & (of.label == 0)] >= at).mean():.3f}" for at in STEPS
        ]
        yield f"Ordinary comments of {name} over a score: {', '.join(flagged)}"
        yield f"Precision 0.9 on {name} from {threshold(of.label[here], judged[here])}"


def _calibration(of: Vectors, read: Read, stack: Stack) -> Iterator[str]:
    yield from ("", "| score | German tweets | of them offensive |", "|---|---|---|")
    here = np.flatnonzero(np.isin(of.source, ("ge18", "ge19")))
    part = of.take(here)
    judged = shares(part, stack, *read.take(here))
    for low in np.arange(0, 1, 0.1):
        there = (judged >= low) & (judged < low + 0.1)
        right = part.label[there].mean()
        yield f"| {low:.1f} to {low + 0.1:.1f} | {there.sum():,} | {right:.2f} |"


def _probes(
    model: Known, stack: Stack, others: Vectors, judged: Floats
) -> Iterator[str]:
    yield from ("", "| probe | language | sentences | flagged |", "|---|---|---|---|")
    for language, name in ORDINARY.items():
        ordinary = judged[(others.source == name) & (others.label == 0)]
        at = float(np.quantile(ordinary, 1 - ALARMS))
        lines = (PROBES / f"{language}.jsonl").read_text("utf-8").splitlines()
        found = [json.loads(line) for line in lines]
        of = vectors(Example(r["text"], 0, language, r["kind"]) for r in found)
        scores = shares(of, stack, *model.read(of))
        for key in ("kind", "group"):
            known = np.array([one[key] for one in found])
            kinds = np.array([one["kind"] for one in found])
            for value in sorted(set(known) - {""}):
                chosen = known == value
                if key == "group":
                    chosen &= kinds == "neutral"
                rate = 100 * (scores[chosen] >= at).mean()
                title = value if key == "kind" else f"neutral: {value}"
                yield f"| {title} | {language} | {chosen.sum()} | {rate:.1f} % |"
        yield f"| (flagged from {at:.3f}) | {language} | | |"
