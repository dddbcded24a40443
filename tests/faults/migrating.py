"""Bring a large database down and up again: killed, written to, and compared."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.extensions import make_engine
from commentbox.models.chain import heads
from commentbox.models.proof import broken_logs
from tests.factories import SECRET_KEY
from tests.faults import corpus
from tests.faults.prints import prints
from tests.faults.storms import Figure
from tests.faults.writer import writing

#: It is killed when so much of the log is linked.
SHARES = (0.2, 0.6)
#: Beside these once on the way down, and once early on the way up.
KILLS = 2 + len(SHARES)
#: A writer waits no longer than that.
LONGEST_WAIT_S = 5.0
WHOLE_S = 3600

#: What is another one each time by design: a salt is chance, and hashes stand on it.
CHANCE = frozenset(
    {"log_link.salt", "log_link.sealed", "log_link.hash", "log_head.hash"}
)
#: What the way down drops by design, since older tables have no place for it: to 0002
#: how many public changes a site has had, and what share it draws; to the first version
#: also what the desk keeps, and with the log of changes its part of the chain.
LATER = {*("site.version", "site.renewed", "article.site_version"), "site.blind_share"}
OF_THE_DESK = {
    *("site.network_days", "site.undo_seconds"),
    *("decision.waited_s", "decision.outcome", "log_link.*", "log_head.*"),
    "log_entry.*",
}
Trips = tuple[tuple[str, frozenset[str]], ...]
TRIPS: Trips = (
    ("0002", CHANCE | LATER),
    ("0001", CHANCE | LATER | OF_THE_DESK),
)


@dataclass(slots=True)
class Place:
    """A database, and a folder for the processes that change it."""

    url: str
    folder: Path

    @property
    def database(self) -> str:
        return "SQLite" if self.url.startswith("sqlite") else "PostgreSQL"

    def start(self, *words: str) -> subprocess.Popen[str]:
        environ = {k: v for k, v in os.environ.items() if "COMMENTBOX" not in k}
        environ |= {
            "COMMENTBOX_INSTANCE": str(self.folder),
            "COMMENTBOX_DATABASE_URL": self.url,
            "COMMENTBOX_SECRET_KEY": SECRET_KEY,
            "PYTHONUNBUFFERED": "1",
        }
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            env=environ,
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def up(self) -> subprocess.Popen[str]:
        return self.start("commentbox", "db", "upgrade")

    def down(self, to: str) -> subprocess.Popen[str]:
        return self.start("alembic", "downgrade", to)

    @contextmanager
    def opened(self) -> Iterator[Engine]:
        engine = make_engine(self.url)
        try:
            yield engine
        finally:
            engine.dispose()


def round_trips(place: Place, comments: int, trips: Trips = TRIPS) -> Iterator[Figure]:
    """Go down and up, killed on the way each time; compare every column before."""
    with place.opened() as engine:
        many = corpus.fill(engine, comments)
        schema.upgrade(engine)
        before = prints(engine)
        for to, dropped in trips:
            killed = _down(place, engine, to) + _up(place, engine)
            after = prints(engine)
            changed = {n for n in {*before, *after} if before.get(n) != after.get(n)}
            wrong = sorted(name for name in changed if not _is_in(name, dropped))
            says = (
                f"{many} comments, {len(before)} columns, {len(changed)} dropped or by "
                f"chance, killed {killed} of {KILLS} ×; "
                f"not the same: {', '.join(wrong) or 'none'}"
            )
            promise = f"migrations down to {to} and up"
            # On a busy machine it may be at its end before it is hit.
            kept = not wrong and killed >= KILLS // 2
            yield Figure(promise, place.database, says, kept)
            before = after


def _is_in(name: str, dropped: frozenset[str]) -> bool:
    return name in dropped or f"{name.partition('.')[0]}.*" in dropped


def _down(place: Place, engine: Engine, to: str) -> int:
    """Go down; the first try is killed midway."""
    process = place.down(to)
    _wait_until_it_changes_tables(process, engine)
    killed = _kill(process)
    assert schema.is_current(engine), "what was killed was not taken back"
    _finish(place.down(to))
    return killed


def _up(place: Place, engine: Engine) -> int:
    """Go up; killed early, and twice while the log is linked."""
    process = place.up()
    _wait_until_it_changes_tables(process, engine)
    killed = _kill(process)
    with engine.connect() as connection:
        total = connection.scalar(text("SELECT count(*) FROM decision")) or 0
    for share in SHARES:
        process = place.up()
        while process.poll() is None and _linked(engine) < total * share:
            time.sleep(0.01)
        killed += _kill(process)
    _finish(place.up())
    assert schema.is_current(engine)
    return killed


def _linked(engine: Engine) -> int:
    """Return how long the log is that is linked so far."""
    try:
        with engine.connect() as connection:
            query = text("SELECT length FROM log_head ORDER BY length DESC LIMIT 1")
            return connection.scalar(query) or 0
    except DBAPIError:
        # There is no such table yet.
        return 0


def written_to(place: Place, comments: int) -> Iterator[Figure]:
    """Bring the log up to date while others write to it, and to all else."""
    with place.opened() as engine:
        many = corpus.fill(engine, comments, corpus.LOGGED)
        began = time.monotonic()
        with writing(place.url) as waits:
            process = place.up()
            assert process.stdout is not None
            with process.stdout as said:
                for line in said:
                    if line[4:5] == ":":
                        waits.during = line[:4]
            assert process.wait() == 0
        took = time.monotonic() - began
        with Session(engine) as session:
            broken = list(broken_logs(session, [1]))
            length = heads(session)[0][1]
    says = f"{many} comments, log of {length}, {took:.0f} s; {waits}"
    says += f"; {len(broken)} entries without their link"
    kept = waits.worst <= LONGEST_WAIT_S and not broken
    yield Figure("upgrade while others write", place.database, says, kept)


def _wait_until_it_changes_tables(
    process: subprocess.Popen[str], engine: Engine
) -> None:
    while process.poll() is None and not _is_held(engine):
        time.sleep(0.01)


def _is_held(engine: Engine) -> bool:
    """Return whether somebody keeps all others from writing."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            held = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'"
            return bool(connection.scalar(text(held)))
    path = str(engine.url.database)
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        other.execute("ROLLBACK")
    return False


def _kill(process: subprocess.Popen[str]) -> int:
    """Kill it as the power does; return 1 where it had not come to its end."""
    process.send_signal(signal.SIGKILL)
    said, _ = process.communicate()
    killed = process.returncode == -signal.SIGKILL
    assert killed or process.returncode == 0, said
    return int(killed)


def _finish(process: subprocess.Popen[str]) -> None:
    said, _ = process.communicate(timeout=WHOLE_S)
    assert process.returncode == 0, said
