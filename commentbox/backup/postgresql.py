"""PostgreSQL: a dump by ``pg_dump``, and back by ``pg_restore`` in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, text

from commentbox.backup import programs
from commentbox.backup.contents import contents_of
from commentbox.backup.errors import BackupError
from commentbox.backup.manifest import Contents

PART = "database.dump"

#: What anybody made in a database, apart from what an extension brought.
TAKEN = text(
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
    " AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
    " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid"
    " AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')"
)


def dump(engine: Engine, target: Path) -> tuple[Contents, int]:
    """Dump a database as of one moment; return what was in it, and who dumped it."""
    at_one_moment = engine.execution_options(isolation_level="REPEATABLE READ")
    with at_one_moment.connect() as connection:
        program, version = programs.find("pg_dump", _version(connection))
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        contents = contents_of(connection)
        server, secrets = _server(connection)
        programs.run(
            (
                *(program, "--format=custom", "--no-owner", "--no-privileges"),
                *(f"--snapshot={snapshot}", f"--file={target}", f"--dbname={server}"),
                "--no-password",
            ),
            secrets,
        )
    reader, _version_of_it = programs.find("pg_restore", version)
    programs.run((reader, "--list", str(target)), {})
    return contents, version


def refuse_taken(engine: Engine) -> None:
    """Raise ``BackupError`` where the database holds anything."""
    with engine.connect() as connection:
        if connection.scalar(TAKEN):
            raise BackupError(
                f"the database {engine.url.database} is not empty, and a backup is put "
                "back only where nothing is: create an empty one and name it in "
                "COMMENTBOX_DATABASE_URL"
            )


def reader_for(engine: Engine, dumped_by: int) -> str:
    """Return the program that can read the dump. Raises ``BackupError``."""
    with engine.connect() as connection:
        at_least = max(dumped_by, _version(connection))
    return programs.find("pg_restore", at_least)[0]


def put_back(engine: Engine, reader: str, source: Path) -> None:
    """Put all of a dump into an empty database, or nothing of it."""
    with engine.connect() as connection:
        server, secrets = _server(connection)
    how = ("--single-transaction", "--exit-on-error", "--no-password")
    what = ("--no-owner", "--no-privileges", "--no-comments")
    where = (f"--dbname={server}", str(source))
    programs.run((reader, *how, *what, *where), secrets)


def contents(engine: Engine) -> Contents:
    with engine.connect() as connection:
        return contents_of(connection)


def _version(connection: Connection) -> int:
    number = connection.scalar(text("SHOW server_version_num"))
    return int(str(number)) // 10_000


def _server(connection: Connection) -> tuple[str, Mapping[str, str]]:
    """Return where it is connected to; the password apart, since others see words."""
    raw: Any = connection.connection.dbapi_connection
    parameters = raw.info.get_parameters()
    parameters |= {"host": raw.info.host, "port": str(raw.info.port)}
    parameters.pop("target_session_attrs", None)
    parameters.pop("hostaddr", None)
    password = raw.info.password
    return make_conninfo("", **parameters), {"PGPASSWORD": password} if password else {}
