"""Measure the model of spam: in folds, on other videos, and its false alarms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from training import spam
from training.corpus import VALIDATE, examples
from training.linear import fitted
from training.measures import HEAD, row
from training.stacking import Stack, stacked
from training.vectors import Floats, Vectors, vectors

VIDEOS: Final = ("psy", "katyperry", "lmfao")
SPARED: Final = ("omp", "ge21", "ucc")
STEPS: Final = (0.3, 0.5, 0.6, 0.7, 0.9)


def tables(data: Path) -> Iterator[str]:
    """Yield the lines of all tables about spam."""
    of = spam.gathered(data)
    margin = spam.out_of_fold(of)
    stack = stacked(of, margin)
    yield from ("", "### Spam", "", HEAD)
    judged = _shares(of, margin, stack)
    for name in ("sms", *VIDEOS):
        here = of.source == name
        yield row(f"{name}, 5 random folds", of.label[here], judged[here])
    yield from (_elsewhere(of, stack, name) for name in VIDEOS)
    here = np.isin(of.source, VIDEOS)
    part = of.take(np.flatnonzero(here))
    taught = of.take(np.flatnonzero(~here))
    scores = _shares(part, fitted(taught).scores(part), stack)
    yield row("all videos, learned from short messages", part.label, scores)
    yield from _alarms(of, stack, data)


def _elsewhere(of: Vectors, stack: Stack, name: str) -> str:
    here = of.source == name
    part, taught = (of.take(np.flatnonzero(each)) for each in (here, ~here))
    scores = _shares(part, fitted(taught).scores(part), stack)
    return row(f"{name}, learned from the others", part.label, scores)


def _alarms(of: Vectors, stack: Stack, data: Path) -> Iterator[str]:
    others = vectors(examples(data, {name: VALIDATE[name] for name in SPARED}))
    judged = _shares(others, fitted(of).scores(others), stack)
    steps = " | ".join(f"over {at}" for at in STEPS)
    yield from ("", f"| ordinary comments | {steps} |", "|---" * (len(STEPS) + 1) + "|")
    for name in SPARED:
        here = others.source == name
        rates = " | ".join(f"{100 * (judged[here] >= at).mean():.2f} %" for at in STEPS)
        yield f"| {name} | {rates} |"


def _shares(of: Vectors, margin: Floats, stack: Stack) -> Floats:
    return 1 / (1 + np.exp(-stack.logits(of, margin)))
