"""A share of the texts is decided by people who have not seen what was found."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from commentbox.articles.reindexing import index_missing
from commentbox.domain.states import State
from commentbox.domain.verdict import BLOCK_CHECK, Finding, Outcome, Verdict
from commentbox.learning.figures import by_rule
from commentbox.models import (
    Comment,
    Decision,
    FindingRow,
    FoundText,
    Revision,
    Site,
)
from commentbox.models.ids import new_id
from commentbox.models.lanes import lane_counts
from commentbox.posting.draw import is_blind
from commentbox.posting.submit import submit
from tests.factories import (
    SECRET_KEY,
    a_submission,
    an_article,
    decided,
    held_back,
)


def a_blind_one(session: Session, verdict: Verdict) -> Comment:
    comment = submit(
        session,
        a_submission(an_article(session)),
        verdict,
        comment_id=new_id(),
        secret_key=SECRET_KEY,
        blind=True,
    )
    session.flush()
    return comment


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(FindingRow)) or 0


@pytest.mark.parametrize("check", ["respect", "spam"])
def test_what_is_drawn_waits_whatever_was_found(
    session: Session, site: Site, check: str
) -> None:
    comment = a_blind_one(session, held_back(check))

    assert comment.latest.state is State.PENDING
    assert comment.latest.rule is None
    assert lane_counts(session, site.id)[State.PENDING] == 1
    # Nothing was held back, so nobody says so.
    assert session.scalars(select(Decision)).all() == []


def test_nothing_that_was_found_can_be_sorted_or_filtered_by(session: Session) -> None:
    revision = a_blind_one(session, held_back("respect")).latest

    assert revision.findings_hidden
    assert (revision.outcome, revision.risk, rows(session)) == (0, 0.0, 0)
    # It is kept for the figures.
    assert revision.findings[0]["score"] == 0.95


@pytest.mark.parametrize(
    ("to", "rule"), [(State.APPROVED, None), (State.REJECTED, "respect")]
)
def test_the_decision_shows_what_was_found(
    session: Session, to: State, rule: str | None
) -> None:
    comment = a_blind_one(session, held_back("respect"))

    decision = decided(session, comment, to, rule=rule)

    assert not comment.latest.findings_hidden
    assert comment.latest.blind
    assert (comment.latest.outcome, comment.latest.risk) == (Outcome.FILTER, 0.95)
    assert decision.outcome == Outcome.FILTER
    session.flush()
    assert rows(session) == 1


def test_what_is_indexed_anew_stays_hidden(session: Session) -> None:
    comment = a_blind_one(session, held_back("respect"))
    session.execute(delete(FoundText))

    assert index_missing(session) == 1
    assert rows(session) == 0
    assert session.get_one(Revision, (comment.id, 1)).risk == 0.0


def test_the_sample_has_figures_of_its_own(session: Session, site: Site) -> None:
    missed = a_blind_one(session, Verdict(()))
    found = a_blind_one(session, held_back("respect"))
    decided(session, missed, State.REJECTED, rule="respect")
    decided(session, found, State.APPROVED)

    figures = {f.binding.check: f for f in by_rule(session, site)}

    blind = figures["respect"].blind
    assert (blind.decided, blind.breaches, blind.flagged) == (2, 1, 1)
    assert blind.precision_at_filter.value == 0
    assert blind.recall.value == 0
    assert figures["respect"].sure == 0


def test_the_same_text_draws_the_same_lot(site: Site) -> None:
    site.blind_share = 0.2
    ids = [new_id() for _ in range(100)]

    first, again = (
        [is_blind(site, Verdict(()), id_, secret_key=SECRET_KEY) for id_ in ids]
        for _ in range(2)
    )

    assert first == again


def test_about_the_wanted_share_is_drawn(site: Site) -> None:
    site.blind_share = 0.2
    lots = [
        is_blind(site, held_back("respect"), new_id(), secret_key=SECRET_KEY)
        for _ in range(2000)
    ]

    assert 300 < sum(lots) < 500


def test_who_does_not_know_the_key_cannot_tell_the_lot(site: Site) -> None:
    site.blind_share = 0.2
    ids = [new_id() for _ in range(300)]

    def drawn(key: str) -> list[bool]:
        return [is_blind(site, Verdict(()), id_, secret_key=key) for id_ in ids]

    assert drawn(SECRET_KEY) != drawn("another key of the same length, and as secret")


@pytest.mark.parametrize(
    ("check", "score", "outcome", "drawn"),
    [
        ("respect", 0.979, Outcome.FILTER, True),
        ("respect", 0.98, Outcome.FILTER, False),
        ("spam", 0.99, Outcome.FILTER, False),
        # It would only be flagged: nothing is held back that must be.
        ("topic", 0.99, Outcome.FLAG, True),
        (BLOCK_CHECK, 1.0, Outcome.FILTER, False),
    ],
)
def test_sure_breaches_and_blocked_authors_are_not_drawn(
    site: Site, check: str, score: float, outcome: Outcome, *, drawn: bool
) -> None:
    site.blind_share = 0.2
    verdict = Verdict((Finding(check=check, score=score, outcome=outcome),))

    lots = {
        is_blind(site, verdict, new_id(), secret_key=SECRET_KEY) for _ in range(200)
    }

    assert (True in lots) is drawn


def test_nothing_is_drawn_where_the_site_wants_none(site: Site) -> None:
    site.blind_share = 0.0

    assert not any(
        is_blind(site, Verdict(()), new_id(), secret_key=SECRET_KEY) for _ in range(200)
    )
