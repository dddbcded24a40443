"""Somebody who writes all the time, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Thread

from sqlalchemy import DateTime, Engine, TextClause, bindparam, text
from sqlalchemy.exc import DBAPIError

from commentbox.extensions import make_engine
from tests.faults.corpus import UNLINKED

TRY_EVERY_S = 0.1

#: What a server does to the tables that grow; the log alone gets longer by it.
LATE = datetime(2030, 1, 1, tzinfo=UTC)
WRITES = (
    "UPDATE article SET title = title WHERE id = 1",
    "UPDATE comment SET depth = depth"
    " WHERE id = (SELECT id FROM comment ORDER BY id LIMIT 1)",
    "UPDATE revision SET number = number WHERE comment_id ="
    " (SELECT comment_id FROM revision ORDER BY comment_id LIMIT 1)",
    "UPDATE decision SET revision = revision"
    " WHERE id = (SELECT id FROM decision ORDER BY id LIMIT 1)",
    # Until the log is a chain: a server of before knows nothing of that.
    "INSERT INTO log_entry (site_id, kind, subject, facts, logged_at)"
    " SELECT 1, 'article.closed', '', '{}', :now FROM alembic_version"
    " WHERE version_num = :unlinked",
)


@dataclass(slots=True)
class Waits:
    """How long a writer had to wait, and during which migration the longest."""

    during: str = "before"
    longest: dict[str, float] = field(default_factory=dict)
    tries: int = 0

    def note(self, seconds: float) -> None:
        self.tries += 1
        known = self.longest.get(self.during, 0.0)
        self.longest[self.during] = max(known, seconds)

    @property
    def worst(self) -> float:
        return max(self.longest.values())

    def __str__(self) -> str:
        each = (f"{name} {seconds:.2f} s" for name, seconds in self.longest.items())
        return f"{self.tries} writes, longest wait {', '.join(each)}"


@contextmanager
def writing(url: str) -> Iterator[Waits]:
    """Let somebody write all the time, as a server of the version before would."""
    waits, ended = Waits(), Event()

    def write() -> None:
        engine = make_engine(url)
        while not ended.wait(TRY_EVERY_S):
            _write_once(engine, waits)
        engine.dispose()

    thread = Thread(target=write)
    thread.start()
    try:
        yield waits
    finally:
        ended.set()
        thread.join()


def _bound(statement: str) -> TextClause:
    given = text(statement)
    if ":now" not in statement:
        return given
    now = bindparam("now", LATE, type_=DateTime(timezone=True))
    return given.bindparams(now, bindparam("unlinked", UNLINKED))


def _write_once(engine: Engine, waits: Waits) -> None:
    """Touch a row of each table that grows, a transaction each; add to the log."""
    to_write = engine.execution_options(sqlite_begin="IMMEDIATE")
    for statement in WRITES:
        began = time.monotonic()
        try:
            with to_write.begin() as connection:
                connection.execute(_bound(statement))
        except DBAPIError as error:
            if "locked" not in str(error):
                raise
        waits.note(time.monotonic() - began)
