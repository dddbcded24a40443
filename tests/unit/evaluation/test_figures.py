"""Figures by order and as probabilities, against scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from commentbox.evaluation import figures

#: Few different scores, so that many are equal.
SCORES = st.sampled_from([0.0, 0.05, 0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 0.95, 1.0])
CASES = st.lists(st.tuples(st.booleans(), SCORES), min_size=2, max_size=60)
BOTH = CASES.filter(lambda cases: len({label for label, _ in cases}) == 2)

Cases = list[tuple[bool, float]]


def apart(cases: Cases) -> tuple[list[bool], list[float]]:
    return [label for label, _ in cases], [score for _, score in cases]


@given(BOTH)
def test_auc_and_average_precision_are_those_of_scikit_learn(cases: Cases) -> None:
    labels, scores = apart(cases)

    assert figures.auc(labels, scores) == pytest.approx(
        metrics.roc_auc_score(labels, scores)
    )
    assert figures.average_precision(labels, scores) == pytest.approx(
        metrics.average_precision_score(labels, scores)
    )
    assert figures.brier(labels, scores) == pytest.approx(
        metrics.brier_score_loss(labels, scores)
    )


@given(BOTH, st.sampled_from([0.5, 0.75, 0.9, 1.0]))
def test_recall_at_a_precision_is_the_most_that_is_to_be_had(
    cases: Cases, wanted: float
) -> None:
    labels, scores = apart(cases)
    precision, recall, _ = metrics.precision_recall_curve(labels, scores)
    # The last point of scikit-learn's curve belongs to no score.
    reaching = recall[:-1][precision[:-1] >= wanted]
    best = reaching.max() if reaching.size else 0

    at = figures.recall_at_precision(labels, scores, wanted)

    assert at.recall == pytest.approx(best)
    if best:
        flagged = np.array(scores) >= at.score
        assert metrics.precision_score(labels, flagged) == pytest.approx(at.precision)
        assert metrics.recall_score(labels, flagged) == pytest.approx(at.recall)
    else:
        assert math.isnan(at.score)


@pytest.mark.parametrize("labels", [[True, True], [False, False]])
def test_one_class_alone_has_no_order(labels: list[bool]) -> None:
    assert math.isnan(figures.auc(labels, [0.2, 0.4]))
    assert math.isnan(figures.average_precision([False, False], [0.2, 0.4]))
    assert math.isnan(figures.recall_at_precision([False], [0.2]).recall)


def test_nothing_has_no_figures() -> None:
    for figure in (figures.auc, figures.brier, figures.ece, figures.average_precision):
        assert math.isnan(figure([], []))


def test_rows_of_two_lengths_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="one length"):
        figures.auc([True], [0.1, 0.2])


def test_the_calibration_error_is_the_mean_gap_of_score_and_share() -> None:
    labels = [True, False, True, True]
    scores = [0.15, 0.18, 0.95, 0.97]

    # The first bin: half are breaches at a mean of 0.165; the second: all, at 0.96.
    assert figures.ece(labels, scores) == pytest.approx((0.335 * 2 + 0.04 * 2) / 4)


@pytest.mark.parametrize(
    ("score", "place"), [(0.0, 0), (0.1, 0), (0.11, 1), (0.5, 4), (0.99, 9), (1.0, 9)]
)
def test_a_bin_has_its_upper_bound(score: float, place: int) -> None:
    assert figures.reliability([True], [score]).counts.argmax() == place


@given(CASES, st.integers(min_value=2, max_value=20))
def test_scores_that_are_the_truth_are_perfectly_calibrated(
    cases: Cases, bins: int
) -> None:
    labels, scores = apart(cases)

    assert figures.ece(labels, [float(label) for label in labels], bins) == 0
    assert 0 <= figures.ece(labels, scores, bins) <= 1
    assert figures.reliability(labels, scores, bins).counts.sum() == len(cases)
