"""What is told of a branch without reading it is what reading all of it says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing, in_view
from commentbox.domain.states import MOVES, NEEDS_RULE, State
from commentbox.models import Article, Comment
from commentbox.posting.author import withdraw
from tests.factories import NOON, a_comment, an_article, decided

STEPS = 40


@pytest.mark.parametrize("seed", range(6))
def test_after_any_change_the_whole_branch_stands_as_its_standings_say(
    session: Session, seed: int
) -> None:
    article = an_article(session)
    changes = Changes(session, article, seed)
    once: set[UUID] = set()

    for _ in range(STEPS):
        changes.make_one()

        branches = session.execute(
            select(Comment.id, Comment.parent_id, Comment.standing)
        ).all()
        view = in_view((id_, parent, stands) for id_, parent, stands in branches)
        shown = set(session.scalars(select(Comment.id).where(Comment.in_view)))
        public = {id_ for id_, _, stands in branches if stands is Standing.PUBLIC}
        assert shown == view.seen
        assert article.comment_count == len(public & view.seen)
        # Feeds tell what becomes of what they once had.
        once |= public & view.seen
        withdrawn = {id_ for id_, _, s in branches if s is Standing.PLACEHOLDER}
        told = set(session.scalars(select(Comment.id).where(Comment.in_feed)))
        assert told == once & (view.seen | withdrawn & view.reached)


class Changes:
    """Replies, decisions and withdrawals, as chance will have them."""

    def __init__(self, session: Session, article: Article, seed: int) -> None:
        self.session, self.article = session, article
        self.chance = random.Random(seed)  # noqa: S311 - to be repeatable
        self.now = NOON
        self.all: list[Comment] = []

    def make_one(self) -> None:
        self.now += timedelta(minutes=1)
        there = [each for each in self.all if each.erased_at is None]
        lot = self.chance.random()
        if not there or lot < 0.3:
            parent = self.chance.choice([*there, None])
            self.all.append(a_comment(self.session, self.article, parent=parent))
        elif lot < 0.4:
            withdraw(self.session, self.chance.choice(there), now=self.now)
        else:
            self._decide(self.chance.choice(there))
        self.session.flush()

    def _decide(self, comment: Comment) -> None:
        to = self.chance.choice(sorted(MOVES[comment.latest.state]))
        rule = "respect" if to in NEEDS_RULE else None
        decided(self.session, comment, to, rule=rule, now=self.now)


def test_to_approve_a_reply_reads_nothing_else_of_its_branch(
    session: Session, branch: list[UUID], loaded: list[UUID]
) -> None:
    decided(session, session.get_one(Comment, branch[-1]), State.APPROVED)

    assert session.scalar(select(func.count()).where(Comment.in_view)) == len(branch)
    assert loaded == branch[-1:]


def test_to_remove_the_beginning_of_a_branch_reads_nothing_else_of_it(
    session: Session, branch: list[UUID], loaded: list[UUID]
) -> None:
    first = session.get_one(Comment, branch[0])

    decided(session, first, State.REMOVED, rule="respect")

    assert first.article.comment_count == len(branch) - 2
    assert loaded == branch[:1]


@pytest.fixture
def branch(session: Session) -> list[UUID]:
    """A comment with public answers, and at the end one that waits."""
    article = an_article(session)
    first = a_comment(session, article, state=State.APPROVED)
    others = [
        a_comment(session, article, parent=first, state=State.APPROVED)
        for _ in range(4)
    ]
    waiting = a_comment(session, article, parent=others[-1])
    ids = [comment.id for comment in (first, *others, waiting)]
    session.commit()
    session.expunge_all()
    return ids


@pytest.fixture
def loaded(branch: list[UUID]) -> Iterator[list[UUID]]:
    """The comments that a session has loaded since the branch was there."""
    ids: list[UUID] = []

    def note(comment: Comment, _context: object) -> None:
        ids.append(comment.id)

    event.listen(Comment, "load", note)
    yield ids
    event.remove(Comment, "load", note)
