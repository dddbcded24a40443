"""A case on somebody's screen is theirs for a while: a lease that ends by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import StaleDecision
from commentbox.models import Claim, Comment, Moderator, Revision
from commentbox.models.upsert import take

#: A browser that is still there renews it each minute; one that died holds up nobody.
LEASE = timedelta(minutes=2)


def claim(
    session: Session, comment: Comment, moderator: Moderator, *, now: datetime
) -> Claim | None:
    """Take a case, or keep it; return the claim of somebody else who has it.

    The caller commits.
    """
    values = {
        "comment_id": comment.id,
        "site_id": comment.site_id,
        "moderator_id": moderator.id,
        "until": now + LEASE,
    }
    free = or_(Claim.until <= now, Claim.moderator_id == moderator.id)
    session.flush()
    if take(session.connection(), Claim, values, expired=free):
        return None
    return holders(session, [comment.id], now=now).get(comment.id)


def release(session: Session, comment_id: UUID, moderator: Moderator) -> None:
    """Give up the own claim, if there is one. The caller commits."""
    session.execute(
        delete(Claim).where(
            Claim.comment_id == comment_id, Claim.moderator_id == moderator.id
        )
    )


def holders(
    session: Session, comment_ids: Iterable[UUID], *, now: datetime
) -> dict[UUID, Claim]:
    """Return the claims that hold, by comment."""
    query = select(Claim).where(Claim.comment_id.in_(comment_ids), Claim.until > now)
    fresh = query.execution_options(populate_existing=True)
    return {held.comment_id: held for held in session.scalars(fresh)}


def is_held_by_another(moderator: Moderator, *, now: datetime) -> ColumnElement[bool]:
    """Return whether somebody else reads the comment of a ``Revision``."""
    return exists().where(
        Claim.comment_id == Revision.comment_id,
        Claim.moderator_id != moderator.id,
        Claim.until > now,
    )


def respect(
    session: Session, comment_id: UUID, moderator: Moderator, *, now: datetime
) -> None:
    """Raise ``StaleDecision`` with the claim while somebody else reads a case."""
    held = holders(session, [comment_id], now=now).get(comment_id)
    if held is not None and held.moderator_id != moderator.id:
        raise StaleDecision(held)


def end_claims(session: Session, comment_id: UUID) -> None:
    """Let go of a case that has been decided, whoever had it."""
    session.execute(delete(Claim).where(Claim.comment_id == comment_id))


def purge(session: Session, *, now: datetime) -> None:
    """Delete claims that ended by themselves."""
    session.execute(delete(Claim).where(Claim.until <= now))
