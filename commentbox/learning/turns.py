"""Whose turn it is to train: once a day for each site, by one process at a time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, true, update
from sqlalchemy.orm import Session

from commentbox.learning.words import last_words
from commentbox.models import Decision, Site, Training
from commentbox.models.upsert import take

#: When few people write or moderate, on the clock of the site.
NIGHT: Final = time(3, 30)
#: Fewer decisions since the last time change nothing.
FEWEST_NEW: Final = 50
#: A process that was killed, or takes longer for one step, holds its claim so long.
CLAIM: Final = timedelta(minutes=15)


def claim(session: Session, site_id: int, *, now: datetime) -> bool:
    """Take the turn; False where another process has it. The caller commits."""
    first = {"site_id": site_id, "last_decision": 0}
    session.flush()
    take(session.connection(), Training, first, expired=~true())
    claimed = session.execute(
        update(Training)
        .where(
            Training.site_id == site_id,
            or_(Training.claimed_until.is_(None), Training.claimed_until <= now),
        )
        .values(claimed_until=now + CLAIM)
        .returning(Training.site_id)
    )
    return claimed.first() is not None


def renew(session: Session, site_id: int, *, now: datetime) -> None:
    """Hold the turn for another while: it goes on. The caller commits."""
    _set(session, site_id, claimed_until=now + CLAIM)


def release(session: Session, site_id: int) -> None:
    """Give the turn back, as if it had not been taken. The caller commits."""
    _set(session, site_id, claimed_until=None)


def give_up(session: Session, site_id: int, *, now: datetime) -> None:
    """Note that it failed: the next night is another try. The caller commits."""
    _set(session, site_id, claimed_until=None, tried_at=now)


def finish(
    session: Session, site_id: int, last_decision: int, *, now: datetime
) -> None:
    """Note that it was tried, with whatever result. The caller commits."""
    _set(
        session, site_id, claimed_until=None, tried_at=now, last_decision=last_decision
    )


def is_due(session: Session, site: Site, *, now: datetime) -> bool:
    """Return whether the night's training of a site is to be done."""
    training = session.get(Training, site.id, populate_existing=True)
    last = training.tried_at if training else None
    if last is not None and last >= night_before(now, site.timezone):
        return False
    return has_new(session, site.id, training.last_decision if training else 0)


def night_before(now: datetime, timezone: str) -> datetime:
    """Return the latest time of training that is not after ``now``."""
    here = now.astimezone(ZoneInfo(timezone))
    tonight = datetime.combine(here.date(), NIGHT, here.tzinfo)
    return tonight if tonight <= here else tonight - timedelta(days=1)


def has_new(session: Session, site_id: int, last_decision: int) -> bool:
    """Return whether enough was decided since to try again."""
    new = last_words(site_id).where(Decision.id > last_decision)
    ids = new.with_only_columns(Decision.id).limit(FEWEST_NEW).subquery()
    count = session.scalar(select(func.count()).select_from(ids)) or 0
    return count >= FEWEST_NEW


def _set(session: Session, site_id: int, **values: object) -> None:
    session.execute(
        update(Training).where(Training.site_id == site_id).values(**values)
    )
