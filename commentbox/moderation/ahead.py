"""What the cards of a page need, read for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, aliased

from commentbox.domain.standing import Standing
from commentbox.domain.verdict import BLOCK_CHECK
from commentbox.models import Block, Comment, Decision, RuleBook
from commentbox.moderation.queue import Case

#: A comment and the number of its text.
TextKey = tuple[UUID, int]


def last_decisions(session: Session, cases: Sequence[Case]) -> dict[TextKey, Decision]:
    """Return what a person decided last about each text, where somebody did."""
    latest = (
        select(func.max(Decision.id))
        .where(
            Decision.comment_id.in_([case.comment.id for case in cases]),
            Decision.automated.is_(False),
        )
        .group_by(Decision.comment_id, Decision.revision)
    )
    found = session.scalars(select(Decision).where(Decision.id.in_(latest)))
    return {(row.comment_id, row.revision): row for row in found}


def branches(session: Session, cases: Sequence[Case]) -> Sequence[Comment]:
    """Return the comments above those that readers could not see yet.

    Only as far up as it takes to know why. While the caller holds them, the session
    finds them without a query.
    """
    parents = [case.parent for case in cases if case.parent is not None]
    unseen = {parent.id for parent in parents if not parent.in_view}
    if not unseen:
        return []
    columns = Comment.id, Comment.parent_id, Comment.in_view, Comment.standing
    walk = select(*columns).where(Comment.id.in_(unseen)).cte("walk", recursive=True)
    above = aliased(Comment)
    further = (
        select(above.id, above.parent_id, above.in_view, above.standing)
        .join(walk, above.id == walk.c.parent_id)
        .where(walk.c.in_view.is_(False), walk.c.standing != Standing.HIDDEN)
    )
    ids = select(walk.union(further).c.id)
    return session.scalars(select(Comment).where(Comment.id.in_(ids))).all()


def rulebooks(session: Session, decisions: Iterable[Decision]) -> Sequence[RuleBook]:
    """Return the versions of the rules that these name, likewise."""
    versions = {(row.site_id, row.rulebook_version) for row in decisions}
    key = tuple_(RuleBook.site_id, RuleBook.version)
    wanted = select(RuleBook).where(key.in_(versions))
    return session.scalars(wanted).all() if versions else []


def blocks(session: Session, cases: Sequence[Case]) -> Sequence[Block]:
    """Return the blocks that held any of these back, likewise."""
    ids = {
        int(finding.detail)
        for case in cases
        for finding in case.findings
        if finding.check == BLOCK_CHECK
    }
    return session.scalars(select(Block).where(Block.id.in_(ids))).all() if ids else []
