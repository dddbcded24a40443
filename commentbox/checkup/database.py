"""Whether the database itself is sound, of this version, and agrees about the time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.checkup.check import Check
from commentbox.models import Comment, Decision, LogEntry

UPGRADE = "commentbox db upgrade; where it was lost: commentbox restore FILE"
KEEP = (
    "stop commentbox, keep a copy of the database as it is, look at the disk, and put "
    "the last good backup back: commentbox restore FILE"
)
TIME = (
    "set the clocks right and keep them so (timedatectl set-ntp true), here and where "
    "the database is; what has a time of the future stays ahead until then"
)

#: The answer may have been under way for so long.
APART = timedelta(seconds=5)
AHEAD = timedelta(minutes=1)

#: What PostgreSQL itself knows to be wrong; it checks the rest whenever it reads.
UNSOUND = (
    (
        "an index is not valid: {}",
        "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid",
    ),
    (
        "a constraint was never checked: {}",
        "SELECT conname FROM pg_constraint WHERE NOT convalidated",
    ),
    (
        "{} blocks did not have their checksum",
        "SELECT checksum_failures FROM pg_stat_database"
        " WHERE datname = current_database() AND checksum_failures > 0",
    ),
)


def tables(engine: Engine) -> Iterator[str]:
    """Say what is wrong with the tables. Where they are, the data can be looked at."""
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path and not Path(path).is_file():
        yield "there is no database yet"
        return
    try:
        if not schema.is_current(engine):
            yield "its tables are those of another version"
    except OperationalError as error:
        yield f"cannot be reached: {error.orig}"
    except DBAPIError as error:
        yield f"is damaged: {error.orig}"


def _integrity(session: Session, _now: datetime) -> Iterator[str]:
    if session.get_bind().dialect.name == "sqlite":
        for row in session.execute(text("PRAGMA integrity_check(20)")):
            if row[0] != "ok":
                yield str(row[0]).strip()
        for row in session.execute(text("PRAGMA foreign_key_check")):
            yield f"{row[0]}, row {row[1]}: what it belongs to ({row[2]}) is missing"
        return
    for said, query in UNSOUND:
        for (name,) in session.execute(text(query)):
            yield said.format(name)


def _clock(session: Session, now: datetime) -> Iterator[str]:
    if session.get_bind().dialect.name == "postgresql":
        there: Any = session.scalar(text("SELECT clock_timestamp()"))
        apart = abs(there - now)
        if apart > APART:
            seconds = int(apart.total_seconds())
            yield f"that of the database differs by {seconds} seconds from this one"
    for name, column in (
        ("a comment", Comment.posted_at),
        ("a decision", Decision.decided_at),
        ("an entry of the log", LogEntry.logged_at),
    ):
        latest = session.scalar(select(func.max(column)))
        if latest is not None and latest > now + AHEAD:
            yield f"{name} has a time of the future: {latest:%Y-%m-%d %H:%M} UTC"


CHECKS = (Check("integrity", _integrity, KEEP), Check("clock", _clock, TIME))
