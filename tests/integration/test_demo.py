"""The demo shows something in every lane and on every page, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.demo.fill import MODERATORS, fill
from commentbox.models import (
    Article,
    Block,
    Comment,
    Decision,
    Discussion,
    LogEntry,
    Moderator,
    Note,
    Redaction,
    Revision,
    Site,
)
from commentbox.models.ids import id_of
from commentbox.models.lanes import lane_counts
from tests.conftest import BASE_URL, SECRET_KEY
from tests.factories import PASSWORD

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def demo(session: Session) -> Session:
    fill(
        session,
        base_url=BASE_URL,
        password=PASSWORD,
        secret_key=SECRET_KEY,
        now=NOW,
    )
    session.commit()
    return session


def test_the_demo_has_comments_in_every_lane(demo: Session) -> None:
    session = demo

    site = session.scalars(select(Site)).one()
    counts = lane_counts(session, site.id)
    assert all(count > 0 for count in counts.values()), counts
    silent = [a.key for a in session.scalars(select(Article)) if not a.comment_count]
    assert silent == ["stadtbaeume-hitze"]


def test_one_case_of_the_demo_waits_blind_and_others_were_decided_so(
    demo: Session,
) -> None:
    drawn = demo.scalars(select(Revision).where(Revision.blind)).all()

    assert [text.findings_hidden for text in drawn].count(True) == 1
    assert len(drawn) > 1


def test_both_of_its_moderators_took_part(demo: Session) -> None:
    emails = {email for _key, email, *_ in MODERATORS}

    decided = select(Moderator.email).join(Decision).distinct()

    assert set(demo.scalars(decided)) == emails
    assert set(demo.scalars(select(Moderator.email).join(Note))) == emails


def test_the_demo_has_something_for_every_page_of_the_desk(demo: Session) -> None:
    kinds = set(demo.scalars(select(LogEntry.kind)))
    proven = select(Comment).where(Comment.author_id.is_not(None))
    answers = select(Comment.badge).where(Comment.badge.is_not(None))
    closed = select(Article).where(Article.comments == Discussion.CLOSED)

    assert kinds >= {"site.changed", "article.closed", "block.made", "text.redacted"}
    assert demo.scalars(select(Redaction)).one().rule == "respect"
    assert demo.scalars(select(Block).where(Block.until > NOW)).all()
    assert demo.scalars(closed).one().key == "eleven-year-bug"
    assert set(demo.scalars(answers)) == {"author", "team"}
    assert demo.scalars(proven).all()


def test_no_answer_of_the_demo_is_younger_than_now(demo: Session) -> None:
    youngest = max(comment.id for comment in demo.scalars(select(Comment)))

    assert youngest < id_of(NOW)
