"""A database that is taken away for a while: no connection lives, none is made."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine, make_url, text

Outage = Callable[[], AbstractContextManager[None]]


@contextmanager
def locked(own: Engine) -> Iterator[None]:
    own.dispose()
    other = sqlite3.connect(str(own.url.database), timeout=10, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("UPDATE site SET name = name")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def closed(own: Engine, server: Engine) -> Iterator[None]:
    own.dispose()
    name = make_url(own.url).database
    admin = server.execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        say = connection.execute
        say(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"))
        gone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        say(text(f"{gone} WHERE datname = '{name}'"))
        try:
            yield
        finally:
            say(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"))
