"""What the cards of a page need, read for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.domain.verdict import BLOCK_CHECK
from commentbox.models import Block, Comment, Decision
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

    While the caller holds them, the session finds them without a query.
    """
    roots = {
        case.comment.root_id
        for case in cases
        if case.parent is not None and not case.parent.in_view
    }
    if not roots:
        return []
    hidden = select(Comment).where(
        Comment.root_id.in_(roots), Comment.in_view.is_(False)
    )
    return session.scalars(hidden).all()


def blocks(session: Session, cases: Sequence[Case]) -> Sequence[Block]:
    """Return the blocks that held any of these back, likewise."""
    ids = {
        int(finding.detail)
        for case in cases
        for finding in case.findings
        if finding.check == BLOCK_CHECK
    }
    return session.scalars(select(Block).where(Block.id.in_(ids))).all() if ids else []
