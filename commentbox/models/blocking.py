"""Find the blocks that hold against somebody, by all that is known of the sender."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, or_, select, tuple_, update
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


def holds(now: datetime) -> ColumnElement[bool]:
    """Return whether a block is in force."""
    return and_(
        Block.lifted_at.is_(None), or_(Block.until.is_(None), Block.until > now)
    )


def forget_ended(session: Session, *, now: datetime) -> None:
    """Delete by what the blocked of blocks that are over were known. Nobody needs it.

    The caller commits.
    """
    session.execute(
        update(Block).where(Block.subject != "", not_(holds(now))).values(subject="")
    )


def blocks_against(
    session: Session, site_id: int, marks: Marks, *, secret_key: str, now: datetime
) -> Sequence[Block]:
    """Return the blocks in force that this sender meets, the oldest first."""
    subjects = list(marks.subjects(site_id, secret_key))
    query = select(Block).where(
        Block.site_id == site_id,
        tuple_(Block.kind, Block.subject).in_(subjects),
        holds(now),
    )
    return session.scalars(query.order_by(Block.id)).all()
