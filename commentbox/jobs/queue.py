"""The queue in the database: at least once, one effect a key, survives a kill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from commentbox.models import Job
from commentbox.models.upsert import insert_of

#: A process that was killed holds what it had taken so long; no job takes longer.
LEASE: Final = timedelta(minutes=2)
#: After so many tries a person must look.
MOST_TRIES: Final = 8
#: The second try comes after this, and each later one after four times as long.
FIRST_DELAY: Final = timedelta(seconds=5)
LONGEST_DELAY: Final = timedelta(hours=6)
MAX_ERROR: Final = 300


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that is ours until ``until``."""

    id: int
    kind: str
    payload: dict[str, Any]
    tries: int
    wanted: int
    until: datetime

    @property
    def is_last_try(self) -> bool:
        return self.tries >= MOST_TRIES


def enqueue(
    session: Session,
    kind: str,
    key: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    due_at: datetime | None = None,
) -> None:
    """Wish for work, in the transaction of what makes it needed. The caller commits.

    What waits already is wished for once. What is being done is done once more, and
    what was given up is tried anew.
    """
    first = insert_of(session.get_bind().dialect.name)(Job).values(
        kind=kind,
        key=key,
        payload=payload,
        due_at=due_at or now,
        tries=0,
        wanted=1,
        error="",
        created_at=now,
    )
    was_dead = Job.dead_at.is_not(None)
    again = {
        "wanted": Job.wanted + 1,
        "payload": first.excluded.payload,
        "due_at": case((was_dead, first.excluded.due_at), else_=Job.due_at),
        "tries": case((was_dead, 0), else_=Job.tries),
        "dead_at": None,
    }
    session.execute(
        first.on_conflict_do_update(index_elements=["kind", "key"], set_=again)
    )


def claim(session: Session, kinds: Iterable[str], *, now: datetime) -> Claimed | None:
    """Take the job that is due first; None where there is none. The caller commits."""
    free = or_(Job.claimed_until.is_(None), Job.claimed_until <= now)
    due = (Job.dead_at.is_(None), Job.due_at <= now, free)
    query = select(Job.id).where(Job.kind.in_(list(kinds)), *due)
    for id_ in session.scalars(query.order_by(Job.due_at, Job.id).limit(5)).all():
        until = now + LEASE
        won = session.execute(
            update(Job)
            .where(Job.id == id_, *due)
            .values(claimed_until=until, tries=Job.tries + 1)
            .returning(Job.kind, Job.payload, Job.tries, Job.wanted)
        ).first()
        if won is not None:
            return Claimed(id_, won[0], won[1], won[2], won[3], until)
    return None


def finish(session: Session, claimed: Claimed, *, now: datetime) -> None:
    """Strike it off, unless it was wished for again meanwhile. The caller commits."""
    mine = (Job.id == claimed.id, Job.claimed_until == claimed.until)
    done = session.execute(
        delete(Job).where(*mine, Job.wanted == claimed.wanted).returning(Job.id)
    )
    if done.first() is None:
        session.execute(
            update(Job).where(*mine).values(claimed_until=None, tries=0, due_at=now)
        )


def put_off(session: Session, claimed: Claimed, error: str, *, now: datetime) -> None:
    """Try it again later, or give it up. The caller commits."""
    dead = claimed.is_last_try
    session.execute(
        update(Job)
        .where(Job.id == claimed.id, Job.claimed_until == claimed.until)
        .values(
            claimed_until=None,
            due_at=now + delay(claimed.tries),
            dead_at=now if dead else None,
            error=error[:MAX_ERROR],
        )
    )


def delay(tries: int) -> timedelta:
    """Return how long to wait after so many tries."""
    # From the ninth power on it is the longest in any case.
    factor = pow(4.0, min(tries - 1, 9))
    return min(FIRST_DELAY * factor, LONGEST_DELAY)


def count_overdue(session: Session, deadline: datetime) -> dict[str, int]:
    """Return how many were due before then and nobody is at, by kind."""
    query = select(Job.kind, func.count()).where(
        Job.dead_at.is_(None),
        Job.due_at < deadline,
        or_(Job.claimed_until.is_(None), Job.claimed_until < deadline),
    )
    return dict(session.execute(query.group_by(Job.kind)).all())


def count_dead(session: Session) -> dict[str, int]:
    """Return how many were given up, by kind."""
    query = select(Job.kind, func.count()).where(Job.dead_at.is_not(None))
    return dict(session.execute(query.group_by(Job.kind)).all())
