"""What the same author wrote before on this site, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session, selectinload

from commentbox.domain.states import State
from commentbox.models import Comment, Revision
from commentbox.text.plain import excerpt, plain

SHOWN = 10
#: As many of each kind are counted; more is "more than enough to know somebody by".
COUNTED = 1_000
EXCERPT_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Entry:
    comment: Comment
    #: The newest text; its state is what became of it.
    text: Revision
    words: str
    #: By the token of an earlier comment; otherwise only the same address was typed.
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPast:
    entries: Sequence[Entry]
    #: How many in which state, the usual states first; of the latest ``COUNTED``.
    totals: Sequence[tuple[State, int]]

    @property
    def count(self) -> int:
        return sum(count for _state, count in self.totals)

    @property
    def countless(self) -> bool:
        return self.count >= COUNTED

    @property
    def any_proven(self) -> bool:
        return any(entry.proven for entry in self.entries)

    @property
    def any_typed(self) -> bool:
        return any(not entry.proven for entry in self.entries)


def past_of(session: Session, comment: Comment) -> AuthorPast:
    """Return the latest other comments of a comment's author, and totals by state.

    A typed name says nothing, so nobody is known by it.
    """
    latest = select(Comment).where(Comment.id.in_(_ids(comment, SHOWN)))
    query = latest.options(selectinload(Comment.revisions)).order_by(Comment.id.desc())
    found = [_entry(other, comment) for other in session.scalars(query)]
    return AuthorPast(
        entries=_fair_share(found), totals=_totals(session, comment) if found else ()
    )


def _fair_share(found: list[Entry]) -> list[Entry]:
    """Return as many as are shown; what is proven has room however much is not."""
    proven = [entry for entry in found if entry.proven]
    typed = [entry for entry in found if not entry.proven]
    kept = proven[: max(SHOWN - len(typed), SHOWN // 2)]
    return [*kept, *typed[: SHOWN - len(kept)]]


def _ids(comment: Comment, limit: int) -> Select[Any]:
    """Return the query for the latest ids of each kind, each read by key."""
    others = (
        Comment.site_id == comment.site_id,
        Comment.id != comment.id,
        Comment.erased_at.is_(None),
    )
    ways: list[ColumnElement[bool]] = [
        Comment.author_id == comment.identity,
        Comment.id == comment.identity,
    ]
    if comment.author_email:
        ways.append(Comment.author_email == comment.author_email)
    parts = []
    for way in ways:
        some = select(Comment.id).where(*others, way).order_by(Comment.id.desc())
        part = some.limit(limit).subquery()
        parts.append(select(part.c.id))
    known = union_all(*parts).subquery()
    return select(known.c.id)


def _totals(session: Session, comment: Comment) -> list[tuple[State, int]]:
    text = Revision.__table__.alias("newest")
    newest = select(func.max(text.c.number)).where(
        text.c.comment_id == Revision.comment_id
    )
    query = (
        select(Revision.state, func.count())
        .where(
            Revision.comment_id.in_(_ids(comment, COUNTED)),
            Revision.number == newest.scalar_subquery(),
        )
        .group_by(Revision.state)
    )
    counts = dict(session.execute(query).all())
    return [(state, counts[state]) for state in State if state in counts]


def _entry(other: Comment, comment: Comment) -> Entry:
    text = other.latest
    words = excerpt(plain(str(text.html)), EXCERPT_LENGTH)
    return Entry(other, text, words, other.identity == comment.identity)
