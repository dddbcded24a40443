"""What thresholds would have done, and what a check has earned by that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.submission import Draft
from commentbox.domain.verdict import Binding, Finding, Outcome
from commentbox.learning.earning import ENOUGH, earned, renew_earned
from commentbox.learning.figures import by_rule
from commentbox.learning.share import Share
from commentbox.learning.thresholds import past, would_have
from commentbox.models import Site
from commentbox.posting.facts import gather
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_rulebook
from commentbox.screening.bindings import applied
from commentbox.screening.check import Check
from commentbox.screening.facts import Facts
from commentbox.screening.screen import screen
from tests.factories import NOON, a_comment, an_article, decided
from tests.integration.cli.conftest import Run, run, terminal
from tests.integration.learning.past import said

__all__ = ["run", "terminal"]

#: Score, and under which rule it was rejected; None: approved.
PAST = (
    (0.95, "respect"),
    (0.9, "respect"),
    (0.9, None),
    (0.6, "respect"),
    (0.6, None),
    (0.6, "topic"),
    (0.1, "respect"),
    (0.0, None),
)


def a_scored_past(
    session: Session, check: str, past: tuple[tuple[float, str | None], ...] = PAST
) -> None:
    article = an_article(session)
    for score, rule in past:
        outcome = Outcome.FLAG if score >= 0.5 else Outcome.NOTE
        comment = a_comment(session, article, verdict=said(check, score, outcome))
        to = State.REJECTED if rule else State.APPROVED
        decided(session, comment, to, rule=rule)
    session.commit()


def test_thresholds_are_told_by_what_they_would_have_done(
    session: Session, site: Site
) -> None:
    a_scored_past(session, "respect")

    told = would_have(session, site, "respect", flag_from=0.5, filter_from=0.9)

    assert (told.decided, told.unknown, told.breaches) == (7, 1, 4)
    assert (told.flagged, told.flagged_rightly, told.flagged_wrongly) == (5, 3, 2)
    assert (told.filtered, told.filtered_rightly, told.filtered_wrongly) == (3, 2, 1)
    assert told.missed == 1


def test_no_filter_threshold_holds_nothing_back(session: Session, site: Site) -> None:
    a_scored_past(session, "respect")

    told = would_have(session, site, "respect", flag_from=0.5, filter_from=None)

    assert (told.filtered, told.filtered_wrongly) == (0, 0)


def test_only_the_last_decisions_count(session: Session, site: Site) -> None:
    a_scored_past(session, "respect")

    told = would_have(session, site, "respect", flag_from=0, filter_from=1, last=2)

    assert (told.decided, told.breaches) == (2, 1)


def test_the_curve_says_the_same_step_by_step(session: Session, site: Site) -> None:
    a_scored_past(session, "respect")

    steps = past(session, site, "respect").steps((0.0, 0.5, 0.9, 1.0))

    assert [(s.reached, s.rightly, s.missed) for s in steps] == [
        (7, 4, 0),
        (5, 3, 1),
        (3, 2, 2),
        (0, 0, 4),
    ]


def test_figures_by_rule_count_what_was_flagged_then(
    session: Session, site: Site
) -> None:
    a_scored_past(session, "respect")

    figures = {f.binding.check: f for f in by_rule(session, site)}

    told = figures["respect"].everything
    assert (told.decided, told.breaches, told.flagged) == (7, 4, 5)
    assert told.precision_at_flag.value == pytest.approx(3 / 5)
    assert told.recall.value == pytest.approx(3 / 4)
    assert told.agreement.value == pytest.approx(4 / 7)
    assert figures["respect"].blind.decided == 0
    assert figures["respect"].blind.recall.value is None


def test_figures_take_as_many_queries_for_many_as_for_few(
    session: Session, site: Site
) -> None:
    a_scored_past(session, "respect")
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(session.get_bind(), "before_cursor_execute", note)
    by_rule(session, site)
    few = len(asked)
    a_scored_past(session, "respect", PAST * 3)
    asked.clear()
    by_rule(session, site)
    event.remove(session.get_bind(), "before_cursor_execute", note)

    assert len(asked) <= few + 1


def test_a_share_of_none_may_be_anything() -> None:
    none = Share(0, 0)

    assert (none.value, none.low, none.high) == (None, 0.0, 1.0)


def with_threshold(check: str, threshold: float) -> dict[str, Any]:
    document = {**builtin("rulebook")}
    document["rules"] = [
        {**rule, "checks": [bound(c, check, threshold) for c in rule["checks"]]}
        for rule in document["rules"]
    ]
    return document


def bound(binding: dict[str, Any], check: str, threshold: float) -> dict[str, Any]:
    meant = binding["check"] == check
    return {**binding, "filter_from": threshold} if meant else binding


RIGHT: tuple[tuple[float, str | None], ...] = ((0.95, "topic"),)
WRONG: tuple[tuple[float, str | None], ...] = ((0.95, None),)


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (RIGHT * ENOUGH, {"from": 0.9, "precision": 1.0, "n": ENOUGH}),
        (RIGHT * (ENOUGH - 1), None),
        (RIGHT * 45 + WRONG * 5, {"from": 0.9, "precision": 0.9, "n": ENOUGH}),
        (RIGHT * 44 + WRONG * 6, None),
    ],
)
def test_topic_holds_back_only_where_decisions_show_it_right(
    session: Session,
    site: Site,
    past: tuple[tuple[float, str | None], ...],
    expected: dict[str, float] | None,
) -> None:
    publish_rulebook(session, site.id, with_threshold("topic", 0.9), now=NOON)
    a_scored_past(session, "topic", past)

    renew_earned(session, site)
    shown = earned(session, site, "topic", 0.9)

    assert site.earned.get("topic") == expected
    assert shown.enough is (expected is not None)
    facts = gather(session, an_article(session), body="x", parent_id=None, now=NOON)
    finding = Finding(check="topic", score=0.95)
    (told,) = applied(finding, facts.bindings, earned=facts.earned)
    assert told.outcome is (Outcome.FILTER if expected else Outcome.FLAG)


@pytest.mark.parametrize("check", ["respect", "spam"])
def test_respect_and_spam_hold_back_from_the_first_day(check: str) -> None:
    bound = [Binding(check, "rule", 0.5, 0.9)]

    (told,) = applied(Finding(check=check, score=0.9), bound)

    assert told.outcome is Outcome.FILTER


def test_the_screening_flags_by_a_threshold_that_is_not_earned() -> None:
    found = Finding(check="topic", score=0.95)
    checks = (Check("topic", lambda _text, _facts: found),)
    facts = Facts(bindings=(Binding("topic", "topic", 0.5, 0.9),))

    verdict = screen(Draft(body="x", language="de"), facts, checks=checks)

    assert verdict.lane is State.PENDING
    assert [f.outcome for f in verdict.findings] == [Outcome.FLAG]


def test_what_is_earned_holds_from_the_publication_of_the_rules(
    run: Run, session: Session, site: Site, tmp_path: Path
) -> None:
    a_scored_past(session, "topic", RIGHT * ENOUGH)
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(with_threshold("topic", 0.9)), "utf-8")

    assert run("rules", "publish", str(file)).code == 0

    session.rollback()
    assert session.get_one(Site, site.id).earned["topic"]["from"] == 0.9
