"""By what the author of a comment can be blocked, and whom that would hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from commentbox.domain.states import State
from commentbox.models import BlockKind, Comment, Revision
from commentbox.models.blocking import email_mark
from commentbox.models.network import hash_ends_at

#: So many of the comments that would be hit are shown.
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to know an author again."""

    kind: BlockKind
    #: When it ends by itself, whatever a moderator wishes; None: never.
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What is there already of those whom a block would hit."""

    #: Comments by the state of their newest text.
    counts: dict[State, int]
    latest: Sequence[Comment]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def can_be_blocked(comment: Comment) -> bool:
    """Return whether there is an author to block: a guest who has not withdrawn it."""
    return comment.erased_at is None and comment.moderator_id is None


def ways(
    session: Session, comment: Comment, *, by_network: bool, now: datetime
) -> dict[BlockKind, Way]:
    """Return what is known of the author, the surest first."""
    if not can_be_blocked(comment):
        return {}
    found = [Way(kind=BlockKind.TOKEN)]
    if comment.author_email:
        found.append(Way(kind=BlockKind.EMAIL))
    site = comment.article.site
    ends_at = hash_ends_at(session, comment, site, now=now) if by_network else None
    if ends_at is not None:
        found.append(Way(kind=BlockKind.NETWORK, ends_at=ends_at))
    return {way.kind: way for way in found}


def subject_of(comment: Comment, kind: BlockKind, *, secret_key: str) -> str:
    """Return what a block of this kind goes by. The comment has what it needs."""
    if kind is BlockKind.EMAIL:
        return email_mark(comment.author_email or "", comment.site_id, secret_key)
    if kind is BlockKind.NETWORK:
        return comment.network_hash or ""
    return str(comment.identity)


def reach(session: Session, comment: Comment, kind: BlockKind) -> Reach:
    """Return which comments of the site a block would have held back. Reads only."""
    hit = and_(
        Comment.site_id == comment.site_id,
        Comment.erased_at.is_(None),
        _same_author(comment, kind),
    )
    latest = (
        select(Comment)
        .where(hit)
        .options(joinedload(Comment.article), selectinload(Comment.revisions))
        .order_by(Comment.id.desc())
        .limit(SHOWN)
    )
    counts = dict(session.execute(_by_state(hit)).all())
    return Reach(
        counts={state: counts[state] for state in State if state in counts},
        latest=session.scalars(latest).all(),
    )


def _same_author(comment: Comment, kind: BlockKind) -> ColumnElement[bool]:
    if kind is BlockKind.EMAIL:
        # The index knows the letters as they were typed: these two are by far the most.
        typed = comment.author_email or ""
        return Comment.author_email.in_({typed, typed.lower()})
    if kind is BlockKind.NETWORK:
        return Comment.network_hash == comment.network_hash
    identity = comment.identity
    return or_(Comment.author_id == identity, Comment.id == identity)


def _by_state(hit: ColumnElement[bool]) -> Select[State, int]:
    newest = (
        select(func.max(Revision.number))
        .where(Revision.comment_id == Comment.id)
        .correlate(Comment)
        .scalar_subquery()
    )
    return (
        select(Revision.state, func.count())
        .join(Comment, Comment.id == Revision.comment_id)
        .where(hit, Revision.number == newest)
        .group_by(Revision.state)
    )
