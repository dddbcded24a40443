"""SQLite: a copy by its own backup, checked; and a file that is put into its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from commentbox.backup.contents import contents_of
from commentbox.backup.errors import BackupError
from commentbox.backup.manifest import Contents
from commentbox.extensions import make_engine
from commentbox.folders import sync_folder

PART = "database.sqlite"
#: What lies beside a database that was not closed; it belongs to that one alone.
BESIDE = ("-wal", "-shm", "-journal")


def copy(source: Path, target: Path) -> Contents:
    """Copy a database that others write to, as of one moment, and check the copy."""
    if not source.is_file():
        raise BackupError(f"there is no database at {source}")
    # All in one step: then nobody's writing makes it begin again, nor waits for it.
    with (
        _told_in_words("the database cannot be copied"),
        closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)
    return look_into(target)


def look_into(path: Path) -> Contents:
    """Check a database from end to end, say what is in it. Raises ``BackupError``."""
    engine = make_engine(f"sqlite:///{path}")
    try:
        with (
            _told_in_words("the database is damaged, see commentbox doctor"),
            engine.connect() as connection,
        ):
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
            if found != "ok":
                raise BackupError(
                    f"the database is damaged ({found}): see commentbox doctor, and "
                    "keep older backups"
                )
            return contents_of(connection)
    finally:
        engine.dispose()
        _as_one_file(path)


@contextmanager
def _told_in_words(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError(f"{what}: {error}") from error
    except DBAPIError as error:
        raise BackupError(f"{what}: {error.orig}") from error


def refuse_taken(path: Path) -> None:
    """Raise ``BackupError`` where a database is, or what is left of one."""
    for name in (path, *(path.with_name(path.name + each) for each in BESIDE)):
        if name.exists():
            raise BackupError(
                f"{name} is there already, and a backup is put back only where nothing "
                "is: stop commentbox, move the folder away and keep it"
            )


def put_in_place(made: Path, path: Path) -> None:
    """Let a finished file become the database: from one moment to the next."""
    with made.open("rb") as file:
        os.fsync(file.fileno())
    refuse_taken(path)
    made.rename(path)
    sync_folder(path.parent)


@contextmanager
def as_one_file(path: Path) -> Iterator[Engine]:
    """Let a database be changed that nobody uses yet; it is one file afterwards."""
    engine = make_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()
        _as_one_file(path)


def _as_one_file(path: Path) -> None:
    """Write everything into the file itself, with nothing beside it."""
    # What is damaged has been told already, or will be.
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
