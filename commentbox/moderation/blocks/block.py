"""Block an author for a while, or lift a block; each is in the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.models import Block, BlockKind, Comment, Moderator, log
from commentbox.models.blocking import holds
from commentbox.models.settle import lock_site
from commentbox.moderation.blocks.ways import Way, can_be_blocked, subject_of
from commentbox.web.i18n import gettext as _


def block(
    session: Session,
    comment: Comment,
    way: Way,
    *,
    reason: str,
    until: datetime | None,
    moderator: Moderator,
    secret_key: str,
    now: datetime,
) -> Block:
    """Hold back from now on what the author of a comment sends.

    Never longer than its way lasts. Raises ``InvalidFields`` where such a block is in
    force already. The caller commits.
    """
    # Of two moderators at once the second sees the block of the first.
    lock_site(session, comment.site_id)
    if not can_be_blocked(comment):
        raise NotFound("nobody to block")
    subject = subject_of(comment, way.kind, secret_key=secret_key)
    if _in_force(session, comment.site_id, way.kind, subject, now) is not None:
        raise InvalidFields({"kind": [_("There is such a block already.")]})
    made = Block(
        site_id=comment.site_id,
        kind=way.kind,
        subject=subject,
        comment_id=comment.id,
        reason=reason,
        moderator=moderator,
        made_at=now,
        until=_earlier(until, way.ends_at),
    )
    session.add(made)
    session.flush()
    _note(session, "block.made", made, moderator, now, reason, until=_said(made.until))
    return made


def lift(
    session: Session, made: Block, *, reason: str, moderator: Moderator, now: datetime
) -> bool:
    """End a block. False if it had ended already. The caller commits."""
    session.refresh(made, with_for_update={"of": Block})
    if not in_force(made, now):
        return False
    made.lifted_at = now
    _note(session, "block.lifted", made, moderator, now, reason)
    return True


def block_of(session: Session, site_id: int, id_: int) -> Block:
    """Return a block of a site. Raises ``NotFound``."""
    query = select(Block).where(Block.id == id_, Block.site_id == site_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such block")
    return found


def known_block(
    session: Session,
    comment: Comment,
    kind: BlockKind,
    *,
    secret_key: str,
    now: datetime,
) -> Block | None:
    """Return the block of this kind that holds against the author already."""
    subject = subject_of(comment, kind, secret_key=secret_key)
    return _in_force(session, comment.site_id, kind, subject, now)


def in_force(made: Block, now: datetime) -> bool:
    return made.lifted_at is None and (made.until is None or made.until > now)


def _in_force(
    session: Session, site_id: int, kind: BlockKind, subject: str, now: datetime
) -> Block | None:
    query = select(Block).where(
        Block.site_id == site_id,
        Block.kind == kind,
        Block.subject == subject,
        holds(now),
    )
    return session.scalar(query.order_by(Block.id).limit(1))


def _earlier(until: datetime | None, end: datetime | None) -> datetime | None:
    return min(filter(None, (until, end)), default=None)


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _note(
    session: Session,
    kind: str,
    made: Block,
    moderator: Moderator,
    now: datetime,
    reason: str,
    **facts: Any,
) -> None:
    """Write it down without the author's name: that goes when the comment goes."""
    log(
        session,
        kind,
        site_id=made.site_id,
        moderator=moderator,
        now=now,
        comment_id=made.comment_id,
        by=made.kind.value,
        reason=reason,
        **facts,
    )
