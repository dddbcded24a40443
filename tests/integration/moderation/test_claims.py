"""A case on somebody's screen: a lease, and what it means for others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import StaleDecision
from commentbox.domain.states import State
from commentbox.housekeeping import tidy_up
from commentbox.models import Article, Claim, Comment, Moderator, Site
from commentbox.moderation.claims import LEASE, claim, holders, release, respect
from commentbox.moderation.decide import Intent
from commentbox.moderation.intend import decide_at_desk
from commentbox.posting.author import withdraw
from tests.factories import NOON, a_comment, decided
from tests.integration.people import someone_who_moderates

MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def grace(session: Session, site: Site) -> Moderator:
    return someone_who_moderates(session, site)


@pytest.fixture
def heidi(session: Session, site: Site) -> Moderator:
    return someone_who_moderates(session, site, "heidi@example.org", "Heidi")


@pytest.fixture
def comment(session: Session, article: Article) -> Comment:
    return a_comment(session, article)


def claims(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Claim)) or 0


def test_who_comes_first_has_the_case(
    session: Session, comment: Comment, grace: Moderator, heidi: Moderator
) -> None:
    assert claim(session, comment, heidi, now=NOON) is None

    held = claim(session, comment, grace, now=NOON)

    assert held is not None
    assert (held.moderator, held.until) == (heidi, NOON + LEASE)


def test_who_has_it_keeps_it_by_asking_again(
    session: Session, comment: Comment, grace: Moderator, heidi: Moderator
) -> None:
    claim(session, comment, heidi, now=NOON)

    assert claim(session, comment, heidi, now=NOON + LEASE / 2) is None

    held = claim(session, comment, grace, now=NOON + LEASE)
    assert held is not None
    assert held.until == NOON + LEASE * 1.5


def test_a_lease_ends_by_itself(
    session: Session, comment: Comment, grace: Moderator, heidi: Moderator
) -> None:
    claim(session, comment, heidi, now=NOON)

    still = claim(session, comment, grace, now=NOON + LEASE - MOMENT)
    ended = claim(session, comment, grace, now=NOON + LEASE)

    assert still is not None
    assert ended is None
    now = NOON + LEASE
    assert holders(session, [comment.id], now=now)[comment.id].moderator is grace


def test_who_leaves_lets_go_and_only_of_the_own(
    session: Session, comment: Comment, grace: Moderator, heidi: Moderator
) -> None:
    claim(session, comment, heidi, now=NOON)

    release(session, comment.id, grace)
    assert claims(session) == 1

    release(session, comment.id, heidi)
    assert claims(session) == 0
    assert claim(session, comment, grace, now=NOON) is None


def test_a_claim_is_respected_by_others_while_it_lasts(
    session: Session, comment: Comment, grace: Moderator, heidi: Moderator
) -> None:
    claim(session, comment, heidi, now=NOON)

    respect(session, comment.id, heidi, now=NOON)
    respect(session, comment.id, grace, now=NOON + LEASE)
    with pytest.raises(StaleDecision) as stale:
        respect(session, comment.id, grace, now=NOON)

    assert isinstance(stale.value.first, Claim)


@pytest.mark.parametrize("undo", [timedelta(0), timedelta(seconds=10)])
def test_who_takes_over_decides_all_the_same(
    session: Session,
    comment: Comment,
    grace: Moderator,
    heidi: Moderator,
    undo: timedelta,
) -> None:
    claim(session, comment, heidi, now=NOON)
    intent = Intent(to=State.APPROVED, revision=1)

    with pytest.raises(StaleDecision):
        decide_at_desk(
            session, comment.id, intent, moderator=grace, now=NOON, undo=undo
        )
    made = decide_at_desk(
        session,
        comment.id,
        intent,
        moderator=grace,
        now=NOON,
        undo=undo,
        takeover=True,
    )

    assert made.moderator is grace
    assert claims(session) == 0


def test_no_claim_outlives_a_decision(
    session: Session, comment: Comment, grace: Moderator, heidi: Moderator
) -> None:
    claim(session, comment, heidi, now=NOON)

    decided(session, comment, State.APPROVED, moderator=grace)

    assert claims(session) == 0


def test_no_claim_outlives_the_comment(
    session: Session, comment: Comment, heidi: Moderator
) -> None:
    claim(session, comment, heidi, now=NOON)

    withdraw(session, comment, now=NOON)

    assert claims(session) == 0


def test_what_has_ended_is_deleted_in_time(
    session: Session, clean: Engine, comment: Comment, heidi: Moderator
) -> None:
    claim(session, comment, heidi, now=NOON)
    session.commit()

    tidy_up(clean, now=NOON + LEASE - MOMENT)
    assert claims(session) == 1

    session.rollback()
    tidy_up(clean, now=NOON + LEASE)
    assert claims(session) == 0
