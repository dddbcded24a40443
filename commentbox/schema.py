"""The schema of the database: bring it up to date, and say where it stands."""

from __future__ import annotations

import fcntl
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig
    from alembic.script import Script

#: Alembic takes longer to load than all else that a start needs of it.
REVISION = re.compile(r"^(down_)?revision = ['\"](\w+)['\"]", re.MULTILINE)

#: SQLite has one writer: between two batches the others get their turn.
PAUSE_S = 0.02
SAY_EVERY_S = 5
#: Any number that nothing else in the database locks.
UPGRADING = 0x636F6D6D

Say = Callable[[str], object]


def _alembic() -> AlembicConfig:
    from alembic.config import Config  # noqa: PLC0415 - see above

    # Its own default is what was standard output when it was loaded.
    config = Config(stdout=sys.stdout)
    config.set_main_option("script_location", str(files("commentbox") / "migrations"))
    return config


def upgrade(engine: Engine, to: str = "head", *, say: Say | None = None) -> None:
    """Run the migrations that are missing, one at a time; others wait for their turn.

    A migration whose work grows with what there is has a part ``ahead`` of it, which is
    done in short transactions, so that others can write in between. Whatever ends this
    midway: another run goes on from there.
    """
    with _alone(engine):
        if (now := _version(engine)) is None:
            # There is nothing yet, so nothing takes long: all of it, or nothing.
            _run(engine, to)
            return
        for script in _missing(now, to):
            if say is not None:
                say(f"{script.revision}: {script.doc} …")
            if (ahead := getattr(script.module, "ahead", None)) is not None:
                _in_short_turns(engine, ahead, say)
            _run(engine, script.revision)


def _run(engine: Engine, to: str) -> None:
    """Run migrations, and write down that they have run, in one transaction."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _alembic()
    with _to_write(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def _missing(now: str, to: str) -> list[Script]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    scripts = ScriptDirectory.from_config(_alembic())
    return list(scripts.iterate_revisions(to, now))[::-1]


def _in_short_turns(
    engine: Engine, ahead: Callable[[], Iterator[int]], say: Say | None
) -> None:
    """Do a work of many parts: what lies between two of its stops is a transaction.

    At each it says how many rows are done.
    """
    from alembic.migration import MigrationContext  # noqa: PLC0415 - see above
    from alembic.operations import Operations  # noqa: PLC0415 - see above

    said_at, rows = time.monotonic(), 0
    with (
        _to_write(engine).connect() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        parts = ahead()
        while True:
            with connection.begin():
                done = next(parts, None)
            if done is None:
                return
            rows += done
            if say is not None and time.monotonic() > said_at + SAY_EVERY_S:
                said_at = time.monotonic()
                say(f"{rows} rows so far")
            time.sleep(PAUSE_S)


def _to_write(engine: Engine) -> Engine:
    return engine.execution_options(sqlite_begin="IMMEDIATE")


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Wait until nobody else brings this database up to date."""
    if engine.dialect.name == "postgresql":
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as held:
            held.execute(text("SELECT pg_advisory_lock(:it)"), {"it": UPGRADING})
            try:
                yield
            finally:
                held.execute(text("SELECT pg_advisory_unlock(:it)"), {"it": UPGRADING})
        return
    # The folder, since to open and close the file itself would end SQLite's own locks.
    folder = os.open(Path(engine.url.database or "").parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def downgrade(engine: Engine, to: str = "base") -> None:
    from alembic import command  # noqa: PLC0415 - see above

    config = _alembic()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def check(engine: Engine) -> None:
    """Raise Alembic's ``CommandError`` where models and migrations differ."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _alembic()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def is_current(engine: Engine) -> bool:
    """Return whether every migration of this version has run."""
    return _version(engine) in heads()


def _version(engine: Engine) -> str | None:
    """Return the last migration that has run."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        name = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if name is None else str(name)


@cache
def heads() -> set[str]:
    """Return the migrations after which none comes, as their files say it."""
    return known() - {name for down, name in _said() if down}


def known() -> set[str]:
    """Return all migrations that there are."""
    return {name for down, name in _said() if not down}


def _said() -> list[tuple[str, str]]:
    versions = files("commentbox") / "migrations" / "versions"
    sources = [each.read_text("utf-8") for each in versions.iterdir() if each.is_file()]
    return [match for source in sources for match in REVISION.findall(source)]
