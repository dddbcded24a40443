"""Right and wrong at a line, against scikit-learn; and how sure the shares are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from commentbox.evaluation import figures
from commentbox.evaluation.bootstrap import interval
from commentbox.evaluation.confusion import confusion, macro_f1, wilson

PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


@given(PAIRS)
def test_the_figures_at_a_line_are_those_of_scikit_learn(
    pairs: list[tuple[bool, bool]],
) -> None:
    labels, said = [a for a, _ in pairs], [b for _, b in pairs]
    of = {"labels": [False, True], "average": "macro", "zero_division": 0}
    passed, false_alarms, missed, found = metrics.confusion_matrix(
        labels, said, labels=[False, True]
    ).ravel()

    counted = confusion(labels, said)

    assert (counted.found, counted.false_alarms) == (found, false_alarms)
    assert (counted.missed, counted.passed) == (missed, passed)
    assert macro_f1(labels, said) == pytest.approx(metrics.f1_score(labels, said, **of))
    assert counted.f1 == pytest.approx(metrics.f1_score(labels, said, zero_division=0))
    if any(said):
        assert counted.precision == pytest.approx(metrics.precision_score(labels, said))
    if any(labels):
        assert counted.recall == pytest.approx(metrics.recall_score(labels, said))


def test_what_cannot_be_said_is_not_zero() -> None:
    nothing = confusion([False], [False])

    assert math.isnan(nothing.precision)
    assert math.isnan(nothing.recall)
    assert nothing.accuracy == 1


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_the_interval_of_a_share_is_that_of_wilson(
    hits: int, of: int, low: float, high: float
) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=0.0001)


def test_nothing_has_no_interval() -> None:
    assert all(math.isnan(bound) for bound in wilson(0, 0))
    assert all(math.isnan(bound) for bound in interval(figures.auc, [], []))
    assert all(math.isnan(bound) for bound in interval(figures.auc, [True], [0.5]))


def test_more_texts_make_a_figure_surer() -> None:
    labels, scores = [True, False, True, False], [0.9, 0.4, 0.3, 0.1]

    few = interval(figures.auc, labels * 5, scores * 5)
    many = interval(figures.auc, labels * 100, scores * 100)

    assert few[0] < many[0] < 0.75 < many[1] < few[1]
    assert interval(figures.auc, labels * 5, scores * 5) == few
