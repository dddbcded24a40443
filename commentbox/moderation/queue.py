"""What waits in each lane, oldest first, with all that a decision needs."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from commentbox.domain.errors import InvalidFields
from commentbox.domain.states import State
from commentbox.domain.verdict import Finding
from commentbox.models import Article, Comment, IntendedDecision, Revision
from commentbox.models.lanes import lane_counts
from commentbox.web.i18n import gettext as _

#: Lanes where something waits for its first decision, in the order of the desk.
UNDECIDED = (State.PENDING, State.FILTERED, State.SPAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A revision in front of a moderator."""

    comment: Comment
    revision: Revision
    article: Article
    #: The comment that it answers, and that one's latest text.
    parent: Comment | None
    parent_text: Revision | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    state: State
    cases: list[Case]
    next: str | None
    counts: dict[State, int]


def lane(
    session: Session,
    site_id: int,
    state: State,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Lane:
    """Return a page of a lane, oldest first, read by key."""
    query = _cases().where(
        Revision.site_id == site_id,
        Revision.live,
        Revision.state == state,
        ~is_intended(),
    )
    place = tuple_(Revision.posted_at, Revision.comment_id)
    if cursor is not None:
        query = query.where(place > tuple_(*_read_cursor(cursor)))
    query = query.order_by(Revision.posted_at, Revision.comment_id).limit(limit + 1)
    rows = [(revision, comment) for revision, comment in session.execute(query)]
    cases = _as_cases(session, rows[:limit])
    more = _write_cursor(cases[-1].revision) if len(rows) > limit else None
    counts = lane_counts(session, site_id)
    return Lane(state=state, cases=cases, next=more, counts=counts)


def case_of(
    session: Session, site_id: int, comment_id: UUID, number: int | None = None
) -> Case | None:
    """Return one text of a comment as a case: the newest where none is named."""
    query = _cases().where(Revision.site_id == site_id, Comment.id == comment_id)
    if number is not None:
        query = query.where(Revision.number == number)
    query = query.order_by(Revision.number.desc()).limit(1)
    row = session.execute(query).first()
    return _as_cases(session, [(row[0], row[1])])[0] if row else None


def is_intended() -> ColumnElement[bool]:
    """Return whether somebody has decided about a revision and may take it back yet."""
    return exists().where(
        IntendedDecision.comment_id == Revision.comment_id,
        IntendedDecision.revision == Revision.number,
        IntendedDecision.overtaken_at.is_(None),
    )


def _cases() -> Select[Revision, Comment]:
    return (
        select(Revision, Comment)
        .join(Comment, Comment.id == Revision.comment_id)
        .options(joinedload(Comment.article, innerjoin=True))
        .where(Comment.erased_at.is_(None))
    )


def _as_cases(session: Session, rows: Sequence[tuple[Revision, Comment]]) -> list[Case]:
    """Return rows with what they answer, which is read for all of them at once."""
    wanted = {comment.parent_id for _, comment in rows if comment.parent_id}
    query = select(Comment).where(Comment.id.in_(wanted))
    found = session.scalars(query.options(selectinload(Comment.revisions)))
    parents: dict[UUID | None, Comment] = {parent.id: parent for parent in found}
    return [_case(*row, parents.get(row[1].parent_id)) for row in rows]


def _case(revision: Revision, comment: Comment, parent: Comment | None) -> Case:
    return Case(
        comment=comment,
        revision=revision,
        article=comment.article,
        parent=parent,
        parent_text=parent.latest if parent else None,
        findings=tuple(Finding.from_json(row) for row in revision.findings),
    )


def _write_cursor(revision: Revision) -> str:
    text = f"{revision.posted_at.isoformat()} {revision.comment_id.hex}"
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _read_cursor(text: str) -> tuple[Any, Any]:
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        moment, _sep, id_ = urlsafe_b64decode(padded).decode("ascii").partition(" ")
        posted_at, comment_id = datetime.fromisoformat(moment), UUID(id_)
    except ValueError:
        raise InvalidFields(
            {"cursor": [_("This is not a cursor of a lane.")]}
        ) from None
    if posted_at.tzinfo is None:
        raise InvalidFields({"cursor": [_("This is not a cursor of a lane.")]})
    return posted_at, comment_id
