"""The database as the whole application uses it: one way to connect, one to write."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from select import POLLIN, poll
from threading import Lock
from time import monotonic, sleep
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from commentbox.models import Base

#: A session and nothing else: models subclass our own ``Base``.
db = SQLAlchemy(model_class=Base, disable_autonaming=True)

#: How long a statement waits for SQLite's one writer before it gives up.
BUSY_TIMEOUT_MS = 5_000
BUSY_TIMEOUT_S = BUSY_TIMEOUT_MS / 1000
#: How often the next writer of a process asks whether another process has ended: a
#: commit takes one to three milliseconds.
NAP_S = 0.001

#: So long one waits for a connection of the process's own.
POOL_TIMEOUT_S = 5
#: A server that says nothing any more is noticed after half a minute, not after hours.
NOTICE_SILENCE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
#: PostgreSQL's word for a server that follows another: it may be promoted soon.
ONLY_READS = "25006"

#: When a connection went back, and how long it is believed to be good.
LEFT, A_MOMENT_S = "when it went back", 1.0

IMMEDIATE, TURN = "IMMEDIATE", "has the turn to write"


def engine_options(url: str) -> dict[str, Any]:
    """Return what every engine of ours is made with."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_TIMEOUT_S}}
    return {
        "pool_timeout": POOL_TIMEOUT_S,
        "connect_args": {"connect_timeout": 5, **NOTICE_SILENCE},
    }


def is_away(error: BaseException) -> bool:
    """Return whether the database could not do it now, and may well do it later."""
    if isinstance(error, OperationalError | InterfaceError | NoConnectionLeft):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state == ONLY_READS


def make_engine(url: str) -> Engine:
    """Make an engine outside of Flask, for commands and tests."""
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


def prepare_engine(engine: Engine) -> None:
    """Make an engine fit for us: see to a server, or to what SQLite leaves off."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        _see_who_answers(engine)


def _see_who_answers(engine: Engine) -> None:
    """Ask a connection that has lain idle whether its server is still there.

    As ``pool_pre_ping`` does, but not where it answered a moment ago and has said
    nothing since, such as good-bye: to ask costs as much as what is then asked.
    """

    @event.listens_for(engine, "checkin")
    def note(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[LEFT] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: ConnectionPoolEntry, _lent: object) -> None:
        left = record.info.get(LEFT, 0.0)
        if monotonic() - left < A_MOMENT_S and not _says_something(connection):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _says_something(connection: Any) -> bool:
    """Return whether the server has sent what nobody asked for, its end included."""
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return bool(waiting.poll(0))


def _prepare_sqlite(engine: Engine) -> None:
    """Give SQLite the durability and the foreign keys that it leaves off by default."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        # We begin transactions ourselves (below), not the driver.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            # What is erased is overwritten, whatever this build of SQLite would do.
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    turn = Lock()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if mode != IMMEDIATE:
            connection.exec_driver_sql(f"BEGIN {mode}")
            return
        # One deadline for both: for the turn in this process, and for the lock.
        ends = monotonic() + BUSY_TIMEOUT_S
        if TURN not in connection.info and turn.acquire(timeout=BUSY_TIMEOUT_S):
            connection.info[TURN] = True
        _take_the_lock(connection, ends)

    @event.listens_for(engine, "checkin")
    def give_turn(_connection: object, record: ConnectionPoolEntry) -> None:
        if record.info.pop(TURN, False):
            turn.release()


def _take_the_lock(connection: Connection, ends: float) -> None:
    """Begin to write as soon as the other processes let us; raise after a while.

    Within this process one asks at a time, and asks often. SQLite's own waiting takes
    longer naps each time, so that whoever has waited long waits longer still.
    """
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while monotonic() < ends:
            with suppress(sqlite3.OperationalError):
                raw.execute("BEGIN IMMEDIATE")
                return
            sleep(NAP_S)
        # The last time says what is wrong.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def begin_write(session: Session) -> Session:
    """Start the transaction that writes; what was only read before is let go.

    SQLite has one writer. A transaction that read first and then wants to write is
    refused at once when another wrote in between, without waiting its turn; so the
    turn is taken at the beginning.
    """
    session.rollback()
    session.connection(execution_options={"sqlite_begin": IMMEDIATE})
    return session


def begin_look(session: Session) -> Session:
    """Start to read what needs not be of one moment; ``rollback`` gives it back.

    On PostgreSQL it is no transaction: to begin and to end one takes two journeys, and
    the driver forgets with each rollback which statements the server has prepared.
    """
    if session.get_bind().dialect.name == "postgresql" and not session.in_transaction():
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
    return session


def begin_snapshot(session: Session) -> Session:
    """Start a transaction that reads: all of it sees the database at one moment.

    SQLite does so by itself. A statement each, PostgreSQL would show a page whose title
    is older than its comments.
    """
    if session.get_bind().dialect.name == "postgresql":
        level = {"isolation_level": "REPEATABLE READ"}
        session.connection(execution_options=level)
    return session
