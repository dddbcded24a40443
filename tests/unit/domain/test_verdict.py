"""From scores to a lane: thresholds, the strongest finding, and what is stored."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.domain.states import INITIAL, State
from commentbox.domain.verdict import Binding, Evidence, Finding, Outcome, Verdict

FILTER, FLAG, NOTE = Outcome.FILTER, Outcome.FLAG, Outcome.NOTE


@pytest.mark.parametrize(
    ("filter_from", "score", "outcome"),
    [
        (0.9, None, NOTE),
        (0.9, 0.0, NOTE),
        (0.9, 0.4999, NOTE),
        (0.9, 0.5, FLAG),
        (0.9, 0.8999, FLAG),
        (0.9, 0.9, FILTER),
        (0.9, 1.0, FILTER),
        # Without a filter threshold nothing is held back, however sure the check is.
        (None, None, NOTE),
        (None, 0.4999, NOTE),
        (None, 0.5, FLAG),
        (None, 1.0, FLAG),
        # A threshold of nothing is a threshold: zero is not "none".
        (0.0, 0.0, FILTER),
        (0.0, None, NOTE),
    ],
)
def test_a_score_reaches_as_far_as_the_thresholds_say(
    filter_from: float | None, score: float | None, outcome: Outcome
) -> None:
    binding = Binding("respect", "respect", flag_from=0.5, filter_from=filter_from)

    assert binding.outcome(score) is outcome


def test_a_binding_holds_nothing_back_unless_told_to() -> None:
    assert Binding("topic", "topic", flag_from=0.7).filter_from is None


def a_finding(check: str, score: float | None, outcome: Outcome) -> Finding:
    return Finding(check=check, score=score, outcome=outcome)


@pytest.mark.parametrize(
    ("findings", "lane", "decisive"),
    [
        ([], State.PENDING, None),
        ([("respect", 0.9, NOTE)], State.PENDING, None),
        ([("respect", 0.9, FLAG)], State.PENDING, None),
        ([("spam", 1.0, FLAG), ("topic", None, NOTE)], State.PENDING, None),
        ([("respect", 0.9, FILTER)], State.FILTERED, 0),
        ([("spam", 0.9, FILTER)], State.SPAM, 0),
        # The strongest of those that filter decides; flags never do.
        ([("spam", 0.8, FILTER), ("respect", 0.9, FILTER)], State.FILTERED, 1),
        ([("respect", 0.8, FILTER), ("spam", 0.9, FILTER)], State.SPAM, 1),
        ([("spam", 0.99, FLAG), ("words", 0.5, FILTER)], State.FILTERED, 1),
        # Of two that are equally sure the first one, as the pipeline is ordered.
        ([("words", 0.9, FILTER), ("spam", 0.9, FILTER)], State.FILTERED, 0),
        # A finding that filters without a score still holds back.
        ([("words", None, FILTER)], State.FILTERED, 0),
        ([("words", None, FILTER), ("spam", 0.1, FILTER)], State.SPAM, 1),
    ],
)
def test_the_strongest_finding_that_filters_chooses_the_lane(
    findings: list[tuple[str, float | None, Outcome]],
    lane: State,
    decisive: int | None,
) -> None:
    verdict = Verdict(tuple(a_finding(*finding) for finding in findings))

    assert verdict.lane is lane
    expected = None if decisive is None else verdict.findings[decisive]
    assert verdict.decisive is expected


SCORES = st.none() | st.floats(0, 1)
EVIDENCE = st.builds(
    Evidence,
    text=st.text(max_size=20),
    start=st.integers(0, 10_000),
    end=st.integers(0, 10_000),
    share=st.floats(0, 1),
)
FINDINGS = st.builds(
    Finding,
    check=st.sampled_from(["spam", "respect", "topic", "words", "personal_data"]),
    score=SCORES,
    evidence=st.lists(EVIDENCE, max_size=3).map(tuple),
    detail=st.text(max_size=10),
    rule=st.none() | st.text(max_size=10),
    outcome=st.sampled_from(Outcome),
)


@given(findings=st.lists(FINDINGS, max_size=5))
def test_a_machine_never_publishes_and_never_rejects_for_good(
    findings: list[Finding],
) -> None:
    assert Verdict(tuple(findings)).lane in INITIAL


@given(finding=FINDINGS)
def test_a_finding_comes_back_from_the_database_as_it_went_in(
    finding: Finding,
) -> None:
    stored = json.dumps(finding.as_json())

    assert Finding.from_json(json.loads(stored)) == finding


def test_a_finding_is_stored_in_words_that_last() -> None:
    evidence = Evidence("DE89 …", start=3, end=9, share=1.0)
    finding = Finding(
        check="personal_data",
        score=0.9,
        evidence=(evidence,),
        detail="iban",
        rule="respect",
        outcome=FILTER,
    )

    assert finding.as_json() == {
        "check": "personal_data",
        "score": 0.9,
        "detail": "iban",
        "rule": "respect",
        "outcome": "filter",
        "evidence": [{"text": "DE89 …", "start": 3, "end": 9, "share": 1.0}],
    }
