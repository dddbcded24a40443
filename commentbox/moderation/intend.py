"""Decide with a while to take it back: the intent is stored, and moves when due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import CommentboxError
from commentbox.domain.states import NEEDS_RULE
from commentbox.models import Comment, Decision, IntendedDecision, Moderator, Via
from commentbox.models.settle import lock_article
from commentbox.moderation.claims import end_claims, respect
from commentbox.moderation.decide import Intent, check_intent, decide

#: So many are carried out in one go; the rest a moment later.
AT_ONCE = 100

#: Longer than anything can be taken back.
JUST_NOW = timedelta(hours=1)


def intend(
    session: Session,
    comment_id: UUID,
    intent: Intent,
    *,
    moderator: Moderator,
    now: datetime,
    delay: timedelta,
    batch: UUID | None = None,
) -> IntendedDecision:
    """Store what a moderator has decided, to be carried out after ``delay``.

    Nobody else decides about this text meanwhile. Raises what ``decide`` raises. The
    caller commits.
    """
    comment, revision, rule, _version = check_intent(session, comment_id, intent)
    session.execute(
        delete(IntendedDecision).where(
            IntendedDecision.comment_id == comment_id,
            IntendedDecision.revision == revision.number,
        )
    )
    row = IntendedDecision(
        site_id=comment.site_id,
        comment_id=comment_id,
        revision=revision.number,
        from_state=revision.state,
        to_state=intent.to,
        rule=rule,
        note=intent.note,
        batch=batch,
        moderator=moderator,
        made_at=now,
        due_at=now + delay,
    )
    session.add(row)
    session.flush()
    end_claims(session, comment_id)
    return row


def decide_at_desk(
    session: Session,
    comment_id: UUID,
    intent: Intent,
    *,
    moderator: Moderator,
    now: datetime,
    undo: timedelta,
    takeover: bool = False,
    batch: UUID | None = None,
) -> Decision | IntendedDecision:
    """Decide as a site wants it: at once, or with a while to take it back.

    Raises what ``decide`` raises, and ``StaleDecision`` with the claim of somebody who
    reads the case; ``takeover`` decides all the same. The caller commits.
    """
    if not takeover:
        respect(session, comment_id, moderator, now=now)
    if undo:
        return intend(
            session,
            comment_id,
            intent,
            moderator=moderator,
            now=now,
            delay=undo,
            batch=batch,
        )
    return decide(
        session,
        comment_id,
        intent,
        moderator=moderator,
        via=Via.DESK,
        now=now,
        batch=batch,
    )


def take_back(
    session: Session, ids: Sequence[int], *, moderator: Moderator
) -> list[UUID]:
    """Drop own intents that are not carried out yet; return whose cases are free again.

    The caller commits.
    """
    return _dropped(session, moderator, IntendedDecision.id.in_(ids))


def take_back_batch(
    session: Session, batch: UUID, *, moderator: Moderator
) -> list[UUID]:
    """Do the same with what is left of all that one stroke intended."""
    return _dropped(session, moderator, IntendedDecision.batch == batch)


def carried_out(session: Session, site_id: int, batch: UUID, *, now: datetime) -> int:
    """Return how many decisions of a stroke, made just now, count already."""
    query = select(func.count()).where(
        Decision.site_id == site_id,
        Decision.decided_at > now - JUST_NOW,
        Decision.batch == batch,
    )
    return session.scalar(query) or 0


def forget_overtaken(session: Session, id_: int, *, moderator: Moderator) -> None:
    """Let go of an own intent that came to nothing: its moderator knows."""
    session.execute(
        delete(IntendedDecision).where(
            IntendedDecision.id == id_,
            IntendedDecision.moderator_id == moderator.id,
            IntendedDecision.overtaken_at.is_not(None),
        )
    )


def _dropped(
    session: Session, moderator: Moderator, which: ColumnElement[bool]
) -> list[UUID]:
    taken = session.scalars(
        delete(IntendedDecision)
        .where(
            which,
            IntendedDecision.moderator_id == moderator.id,
            IntendedDecision.overtaken_at.is_(None),
        )
        .returning(IntendedDecision.comment_id)
    )
    return list(taken)


def due(session: Session, *, now: datetime) -> list[int]:
    """Return the intents whose time has come, the oldest first."""
    query = select(IntendedDecision.id).where(
        IntendedDecision.due_at <= now, IntendedDecision.overtaken_at.is_(None)
    )
    in_order = query.order_by(IntendedDecision.due_at, IntendedDecision.id)
    return list(session.scalars(in_order.limit(AT_ONCE)))


def carry_out(session: Session, id_: int, *, now: datetime) -> Decision | None:
    """Make a decision of an intent. The caller commits.

    None where there is nothing to carry out any more, or where the case has changed so
    that it cannot be: then its moderator is told (``overtaken_at``).
    """
    row = session.get(IntendedDecision, id_)
    if row is None:
        return None
    comment = session.get_one(Comment, row.comment_id)
    lock_article(session, comment.article_id)
    # Only now, in the order of everybody else; another process may have been faster.
    held = session.scalars(
        select(IntendedDecision)
        .where(IntendedDecision.id == id_, IntendedDecision.overtaken_at.is_(None))
        .with_for_update(of=IntendedDecision)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if held is None:
        return None
    try:
        with session.begin_nested():
            return _carried(session, held, now=now)
    except CommentboxError:
        # The savepoint brought the row back.
        session.refresh(held)
        held.overtaken_at = now
        session.flush()
        return None


def _carried(session: Session, row: IntendedDecision, *, now: datetime) -> Decision:
    intent = Intent(
        to=row.to_state,
        revision=row.revision,
        seen=row.from_state,
        rule=row.rule if row.to_state in NEEDS_RULE else None,
        note=row.note,
    )
    comment_id, moderator, batch = row.comment_id, row.moderator, row.batch
    session.delete(row)
    session.flush()
    return decide(
        session,
        comment_id,
        intent,
        moderator=moderator,
        via=Via.DESK,
        now=now,
        batch=batch,
    )
