"""Scores of a check on texts, and the figures that are made of them."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from commentbox.domain.submission import Draft
from commentbox.domain.verdict import Finding
from commentbox.screening.check import Judge
from commentbox.screening.checks.topic import UNTOLD
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text

#: What "too short to judge" counts as in a ranking: as what nothing can be told of.
UNDECIDED = 1 / (1 + math.exp(-UNTOLD))
BINS = 10


class Row(NamedTuple):
    of: str
    value: float
    note: str = ""


def lines(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of one file."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def score(judge: Judge, body: str, language: str = "de", **known: Any) -> float | None:
    """Return the score of a check; None where it is too short to judge."""
    text = Text(Draft(body=body, language=language))
    found = judge(text, Facts(bindings=(), **known))
    if found is None:
        return 0.0
    return found.score if isinstance(found, Finding) else None


def auc(labels: Sequence[bool], scores: Sequence[float | None]) -> float:
    """Return how often a breach stands above what is none."""
    ranked = [UNDECIDED if each is None else each for each in scores]
    return float(roc_auc_score(labels, ranked))


def auc_of_judged(labels: Sequence[bool], scores: Sequence[float | None]) -> Row:
    """Return the same for what is judged at all, and how much that is."""
    judged = [
        (label, each)
        for label, each in zip(labels, scores, strict=True)
        if each is not None
    ]
    share = len(judged) / len(scores)
    value = auc([label for label, _ in judged], [each for _, each in judged])
    return Row("", value, f"{share:.0%} of {len(scores)} are long enough")


def ece(labels: Sequence[bool], scores: Sequence[float | None]) -> float:
    """Return how far scores are from shares, in bins of equal width."""
    judged = [
        (label, each)
        for label, each in zip(labels, scores, strict=True)
        if each is not None
    ]
    label, said = (
        np.array(column, dtype=float) for column in zip(*judged, strict=True)
    )
    at = np.minimum((said * BINS).astype(int), BINS - 1)
    gaps = (
        abs(label[at == each].mean() - said[at == each].mean()) * (at == each).mean()
        for each in range(BINS)
        if (at == each).any()
    )
    return float(sum(gaps))
