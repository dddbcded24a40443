"""Find the blocks that hold against somebody, by all that is known of the sender."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from commentbox.domain.tokens import keyed_hash
from commentbox.models.block import Block, BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """By what a sender can be known again."""

    identity: UUID | None = None
    email: str | None = None
    networks: frozenset[str] = frozenset()

    def subjects(self, site_id: int, secret_key: str) -> Iterator[tuple[str, str]]:
        """Yield what a block of each kind would have as its subject."""
        if self.identity is not None:
            yield BlockKind.TOKEN, str(self.identity)
        if self.email:
            yield BlockKind.EMAIL, email_mark(self.email, site_id, secret_key)
        for network in self.networks:
            yield BlockKind.NETWORK, network


def email_mark(email: str, site_id: int, secret_key: str) -> str:
    """Return what stands for an address, however its letters were typed."""
    return keyed_hash(secret_key, "block-email", str(site_id), email.strip().lower())


def holds(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return whether a block is in force."""
    return and_(
        Block.lifted_at.is_(None), or_(Block.until.is_(None), Block.until > now)
    )


#: One by one: a list of any length would be written into the statement each time. Whom
#: one knows has a token, an address and two networks at most.
SUBJECTS = tuple(f"subject_{number}" for number in range(4))

AGAINST = (
    select(Block.id, Block.kind, Block.subject)
    .where(
        Block.site_id == bindparam("site"),
        # Each kind is named for the index; which subject is of which is seen below.
        Block.kind.in_([literal(kind, Block.kind.type) for kind in BlockKind]),
        Block.subject.in_([bindparam(name) for name in SUBJECTS]),
        holds(bindparam("now", type_=Block.made_at.type)),
    )
    .order_by(Block.id)
)


def forget_ended(session: Session, *, now: datetime) -> None:
    """Delete by what the blocked of blocks that are over were known. Nobody needs it.

    The caller commits.
    """
    session.execute(
        update(Block).where(Block.subject != "", not_(holds(now))).values(subject="")
    )


def blocks_against(
    connection: Connection,
    site_id: int,
    marks: Marks,
    *,
    secret_key: str,
    now: datetime,
) -> list[int]:
    """Return the ids of the blocks in force that a sender meets, the oldest first."""
    known = set(marks.subjects(site_id, secret_key))
    if not known:
        return []
    subjects = dict(zip(SUBJECTS, [mark for _kind, mark in known], strict=False))
    asked = {"site": site_id, "now": now, **dict.fromkeys(SUBJECTS), **subjects}
    rows = connection.execute(AGAINST, asked)
    return [id_ for id_, kind, subject in rows if (kind, subject) in known]
