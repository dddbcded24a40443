"""Fill a database with copies, as fast as it takes them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from benchmarks.public.commands import Instance
from benchmarks.public.copies import Batch, Press
from benchmarks.public.specimens import Specimens, Value
from commentbox.extensions import begin_write, make_engine
from commentbox.models import Decision, LogLink, added_decisions, recount

#: So many articles' rows are held at a time.
AT_ONCE = 1_000

#: What the text form of COPY would read as something else.
SPECIAL = re.compile(r"[\\\n\r\t]")
ESCAPED = {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


#: A copy need not be checked, nor outlive a crash.
IN_BULK = (
    "session_replication_role = replica",
    "maintenance_work_mem = '1GB'",
    "synchronous_commit = off",
    "timezone = 'UTC'",
)
MARK_ON = "UPDATE search_index_mark SET last = (SELECT max(id) FROM search_text)"
COUNT_ON = (
    "SELECT setval(pg_get_serial_sequence('article', 'id'), max(id)) FROM article"
)


def fill(instance: Instance, specimens: Specimens, numbers: range) -> None:
    """Add these articles with all their comments, and set the counters right."""
    press = Press(specimens)
    batches = (
        press.rows_of(numbers[start : start + AT_ONCE])
        for start in range(0, len(numbers), AT_ONCE)
    )
    if instance.on_sqlite:
        _fill_sqlite(instance.path, batches)
    else:
        _fill_postgresql(instance.url, batches)
    engine = make_engine(instance.url)
    with Session(engine) as session:
        recount.recount_lanes(begin_write(session))
        session.commit()
        _link(session)
    engine.dispose()


def _link(session: Session) -> None:
    """Put the copied decisions into the chain of the log."""
    linked = exists().where(LogLink.decision_id == Decision.id)
    query = select(Decision.id).where(~linked).order_by(Decision.id).limit(AT_ONCE)
    while ids := begin_write(session).scalars(query).all():
        added_decisions(session, ids)
        session.commit()


def _fill_sqlite(path: Path, batches: Iterator[Batch]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # A crash would leave a file that is made again.
        for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-500000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        later = _taken_off(connection)
        for batch in batches:
            for table, (columns, rows) in batch.items():
                marks = ", ".join("?" * len(columns))
                names = ", ".join(f'"{name}"' for name in columns)
                insert = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608
                connection.executemany(insert, rows)
        connection.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")
        connection.execute(MARK_ON)
        for statement in later:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _taken_off(connection: sqlite3.Connection) -> list[str]:
    """Drop indexes and triggers, which are cheaper made at the end; say how."""
    found = connection.execute(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        " AND name NOT LIKE 'search\\_index\\_%' ESCAPE '\\'"
    ).fetchall()
    for type_, name, _sql in found:
        connection.execute(f'DROP {type_} "{name}"')
    return [sql for _type, _name, sql in found]


def _fill_postgresql(url: str, batches: Iterator[Batch]) -> None:
    given = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(given) as connection:
        for setting in IN_BULK:
            connection.execute(f"SET {setting}".encode())
        later = _indexes(connection)
        for batch in batches:
            for table, (columns, rows) in batch.items():
                names = ", ".join(f'"{name}"' for name in columns)
                with connection.cursor().copy(
                    f'COPY "{table}" ({names}) FROM STDIN'.encode()
                ) as copy:
                    copy.write("".join(map(_line, rows)))
        for statement in later:
            connection.execute(statement.encode())
        connection.execute(COUNT_ON)
        connection.commit()
        connection.autocommit = True
        # As it does by itself, in a while.
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _indexes(connection: psycopg.Connection) -> list[str]:
    """Drop the indexes that no constraint needs; return how they are made again."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ).fetchall()
    for name, _made in found:
        connection.execute(f'DROP INDEX "{name}"'.encode())
    return [made for _name, made in found]


def _line(row: list[Value]) -> str:
    return "\t".join(map(_field, row)) + "\n"


def _field(value: Value) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, str):
        if SPECIAL.search(value):
            return SPECIAL.sub(lambda found: ESCAPED[found[0]], value)
        return value
    return str(value)
