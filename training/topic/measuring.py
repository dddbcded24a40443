"""Scores of a check on texts, some of which are too short to be judged."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from commentbox.domain.submission import Draft
from commentbox.domain.verdict import Finding
from commentbox.evaluation import figures
from commentbox.screening.before import Before
from commentbox.screening.check import Judge
from commentbox.screening.checks.topic import UNTOLD
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text
from training.corpus import rows

#: What "too short to judge" counts as in a ranking: as what nothing can be told of.
UNDECIDED = 1 / (1 + math.exp(-UNTOLD))


class Row(NamedTuple):
    of: str
    value: float
    note: str = ""


def lines(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """Return the objects of one file."""
    return rows(data / f"{name}.jsonl.gz")


def score(
    judge: Judge,
    body: str,
    language: str = "de",
    *,
    article_title: str = "",
    article_body: str = "",
    thread: tuple[str, ...] = (),
    **known: Any,
) -> float | None:
    """Return the score of a check; None where it is too short to judge."""
    text = Text(Draft(body=body, language=language))
    before = Before(article_title, article_body, thread)
    found = judge(text, Facts(bindings=(), before=before, **known))
    if found is None:
        return 0.0
    return found.score if isinstance(found, Finding) else None


def auc(labels: Sequence[bool], scores: Sequence[float | None]) -> float:
    """Return how often a breach stands above what is none."""
    ranked = [UNDECIDED if each is None else each for each in scores]
    return figures.auc(labels, ranked)


def auc_of_judged(labels: Sequence[bool], scores: Sequence[float | None]) -> Row:
    """Return the same for what is judged at all, and how much that is."""
    known, judged = _judged(labels, scores)
    share = len(judged) / len(scores)
    note = f"{share:.0%} of {len(scores)} are long enough"
    return Row("", figures.auc(known, judged), note)


def ece(labels: Sequence[bool], scores: Sequence[float | None]) -> float:
    """Return how far scores are from shares, where there are any."""
    return figures.ece(*_judged(labels, scores))


def _judged(
    labels: Sequence[bool], scores: Sequence[float | None]
) -> tuple[list[bool], list[float]]:
    pairs = zip(labels, scores, strict=True)
    judged = [(label, each) for label, each in pairs if each is not None]
    return [label for label, _ in judged], [each for _, each in judged]
