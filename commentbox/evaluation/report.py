"""Everything that is said of a check on a labelled file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commentbox.evaluation import figures
from commentbox.evaluation.bootstrap import interval
from commentbox.evaluation.confusion import Confusion, confusion
from commentbox.evaluation.figures import At, Flags, Floats
from commentbox.evaluation.judging import Judged

#: Above, the bootstrap takes long and the interval is narrow.
MOST_FOR_INTERVALS = 20_000

#: The precision from which a check may hold a comment back by itself.
SURE = 0.9

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What happens at a threshold."""

    name: str
    threshold: float
    counts: Confusion
    macro_f1: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How well the scores rank and how true they are, where something was judged."""

    n: int
    auc: float
    auc_interval: Interval | None
    average_precision: float
    average_precision_interval: Interval | None
    at_precision: At
    ece_10: float
    ece_15: float
    brier: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group, at the first threshold; without labels only what is flagged."""

    name: str
    n: int
    labelled: int
    positives: int
    flagged: int
    counts: Confusion
    auc: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    check: str
    n: int
    labelled: int
    positives: int
    too_short: int
    too_short_positives: int
    broken: int
    lines: tuple[Line, ...]
    order: Order
    groups: tuple[Group, ...]
    #: Of what was judged and has a label.
    labels: Flags
    scores: Floats


def report(
    check: str, judged: Judged, thresholds: Sequence[tuple[str, float]]
) -> Report:
    """Count. Without a score a text is not flagged, and has no place in the order."""
    known = np.array([label is not None for label in judged.labels], dtype=np.bool_)
    truth = np.array([bool(label) for label in judged.labels], dtype=np.bool_)
    short = np.array([score is None for score in judged.scores], dtype=np.bool_)
    scores = np.array([score or 0.0 for score in judged.scores], dtype=np.float64)
    ranked = known & ~short
    return Report(
        check=check,
        n=len(judged.scores),
        labelled=int(known.sum()),
        positives=int(truth.sum()),
        too_short=int(short.sum()),
        too_short_positives=int((short & truth).sum()),
        broken=judged.broken,
        lines=tuple(_line(n, t, truth[known], scores[known]) for n, t in thresholds),
        order=_order(truth[ranked], scores[ranked]),
        groups=_groups(judged.groups, known, truth, short, scores, thresholds[0][1]),
        labels=truth[ranked],
        scores=scores[ranked],
    )


def _line(name: str, threshold: float, truth: Flags, scores: Floats) -> Line:
    def macro_f1(labels: Flags, drawn: Floats) -> float:
        return confusion(labels, drawn >= threshold).macro_f1

    few = 0 < truth.size <= MOST_FOR_INTERVALS
    return Line(
        name=name,
        threshold=threshold,
        counts=confusion(truth, scores >= threshold),
        macro_f1=interval(macro_f1, truth, scores) if few else None,
    )


def _order(truth: Flags, scores: Floats) -> Order:
    few = 0 < truth.sum() < truth.size <= MOST_FOR_INTERVALS
    average = figures.average_precision
    return Order(
        n=truth.size,
        auc=figures.auc(truth, scores),
        auc_interval=interval(figures.auc, truth, scores) if few else None,
        average_precision=average(truth, scores),
        average_precision_interval=interval(average, truth, scores) if few else None,
        at_precision=figures.recall_at_precision(truth, scores, SURE),
        ece_10=figures.ece(truth, scores, 10),
        ece_15=figures.ece(truth, scores, 15),
        brier=figures.brier(truth, scores),
    )


def _groups(
    names: list[str],
    known: Flags,
    truth: Flags,
    short: Flags,
    scores: Floats,
    threshold: float,
) -> tuple[Group, ...]:
    """Return the groups by name; none where the file names none."""
    groups = np.array(names)
    flagged = scores >= threshold
    found = []
    for name, n in sorted(Counter(names).items()) if any(names) else ():
        here = groups == name
        with_label, ranked = here & known, here & known & ~short
        found.append(
            Group(
                name=name,
                n=n,
                labelled=int(with_label.sum()),
                positives=int((here & truth).sum()),
                flagged=int((here & flagged).sum()),
                counts=confusion(truth[with_label], flagged[with_label]),
                auc=figures.auc(truth[ranked], scores[ranked]),
            )
        )
    return tuple(found)
