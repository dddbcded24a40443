"""Whether what was learnt is any better: on decisions that it has not seen."""

from __future__ import annotations

import numpy as np
import pytest

from commentbox.learning.judging import (
    FEWEST_HELD_OUT,
    MARGIN,
    MOST_HELD_OUT,
    CheckFigures,
    Quality,
    Why,
    enough,
    split,
    verdict,
)
from commentbox.screening.layer.features import NAMES
from commentbox.screening.layer.fit import Examples

BEFORE = Quality(log_loss=0.5, auc=0.8, average_precision=0.6)


def some(count: int, *, breaches: int | None = None) -> Examples:
    """Decided texts, told apart by their own log-odds, which count from 0."""
    every = max(1, count // breaches) if breaches else 2
    return Examples(
        own=np.arange(count, dtype=np.float64),
        dense=np.zeros((count, len(NAMES))),
        buckets=np.zeros(0, np.int64),
        rows=np.zeros(0, np.int64),
        values=np.zeros(0),
        breach=(np.arange(count) % every == 0).astype(np.float64),
    )


@pytest.mark.parametrize(
    ("log_loss", "auc", "expected"),
    [
        (0.4, 0.9, Why.BETTER),
        (0.5, 0.8, Why.BETTER),
        (0.51, 0.9, Why.LESS_TRUE),
        (0.4, 0.8 - MARGIN / 2, Why.BETTER),
        (0.4, 0.8 - 2 * MARGIN, Why.WORSE_ORDER),
        (0.4, None, Why.BETTER),
    ],
)
def test_what_is_accepted_is_no_less_true_and_in_no_worse_order(
    log_loss: float, auc: float | None, expected: Why
) -> None:
    new = Quality(log_loss=log_loss, auc=auc, average_precision=None)

    assert verdict(new, BEFORE) is expected


def test_it_must_be_no_worse_than_what_is_in_force_and_what_is_shipped() -> None:
    new = Quality(log_loss=0.45, auc=0.8, average_precision=None)
    in_force = Quality(log_loss=0.4, auc=0.7, average_precision=None)

    assert verdict(new, BEFORE) is Why.BETTER
    assert verdict(new, BEFORE, in_force) is Why.LESS_TRUE


@pytest.mark.parametrize(
    ("count", "held_out"),
    [(60, FEWEST_HELD_OUT), (400, 80), (20_000, MOST_HELD_OUT)],
)
def test_the_newest_judge_and_teach_nothing(count: int, held_out: int) -> None:
    older, newer = split(some(count))

    assert list(older.own) == list(range(count - held_out))
    assert list(newer.own) == list(range(count - held_out, count))


@pytest.mark.parametrize(
    ("count", "breaches", "expected"),
    [(99, 50, False), (100, 50, True), (100, 5, False)],
)
def test_too_few_of_either_kind_teach_nothing(
    count: int, breaches: int, *, expected: bool
) -> None:
    older, newer = split(some(count, breaches=breaches))

    assert enough(older, newer) is expected


def test_figures_are_read_as_they_were_written() -> None:
    written = CheckFigures(
        trained_on=80,
        trained_breaches=20,
        judged_by=50,
        judged_breaches=12,
        why=Why.WORSE_ORDER,
        candidate=BEFORE,
    )

    assert CheckFigures.from_json(written.as_json()) == written
