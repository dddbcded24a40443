"""Grace blocks whom Mallory's comments come from; shortcuts for tests of that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Block, BlockKind, Comment, Moderator
from commentbox.moderation.blocks.block import block
from commentbox.moderation.blocks.ways import ways
from tests.factories import SECRET_KEY

DAY = timedelta(days=1)


def block_author(
    session: Session,
    comment: Comment,
    kind: BlockKind = BlockKind.TOKEN,
    *,
    now: datetime,
    until: datetime | None = None,
    moderator: Moderator | None = None,
    reason: str = "Insults in each comment.",
) -> Block:
    """Block whoever wrote a comment; commits."""
    found = ways(session, comment, by_network=True, now=now)
    made = block(
        session,
        comment,
        found[kind],
        reason=reason,
        until=until,
        moderator=moderator or session.scalars(select(Moderator)).one(),
        secret_key=SECRET_KEY,
        now=now,
    )
    session.commit()
    return made


def states(session: Session) -> list[str]:
    """Return the states of the newest texts, in the order of the comments."""
    session.rollback()
    found = session.scalars(select(Comment).order_by(Comment.id))
    return [comment.latest.state.value for comment in found]


def from_network(address: str) -> dict[str, Any]:
    return {"environ_base": {"REMOTE_ADDR": address}}
