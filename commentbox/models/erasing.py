"""Say what is erased just before the commit, to whoever keeps a list of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, SessionTransaction

#: When each comment was erased.
Erased = Mapping[UUID, datetime]
Hear = Callable[[Erased], None]

_hearers: WeakKeyDictionary[Engine, Hear] = WeakKeyDictionary()

NOTED = "erased comments"


def before_erasure(engine: Engine, hear: Hear) -> None:
    """Call ``hear`` before each commit on this engine that erases comments.

    Before, so that nothing is erased that is on no list. Whoever asked for it and was
    told that it failed is on it all the same: it is what they want.
    """
    _hearers[engine] = hear


def note_erasure(session: Session, comment_id: UUID, *, now: datetime) -> None:
    """Note that a comment is erased by this transaction."""
    session.info.setdefault(NOTED, {})[comment_id] = now


@event.listens_for(Session, "before_commit")
def _tell(session: Session) -> None:
    if session.in_nested_transaction():
        return
    if noted := session.info.pop(NOTED, None):
        hear = _hearers.get(session.connection().engine)
        if hear is not None:
            hear(noted)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(NOTED, None)
