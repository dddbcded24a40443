"""What every connection promises, whatever the build of the database would do."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

SQLITE = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": 5000,
}


def test_sqlite_loses_nothing_and_overwrites_what_is_erased(clean: Engine) -> None:
    if clean.dialect.name != "sqlite":
        pytest.skip("settings of SQLite's own")

    with clean.connect() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))  # a name of ours
            for name in SQLITE
        }

    assert found == SQLITE
