"""Somebody who writes into the database past commentbox, and past its keys."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import Engine, text


def behind(engine: Engine, *statements: str) -> None:
    """Run statements that neither foreign keys nor our code look at."""
    if engine.dialect.name == "sqlite":
        assert engine.url.database is not None
        with closing(sqlite3.connect(engine.url.database)) as raw, raw:
            for statement in statements:
                raw.execute(statement)
        return
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
