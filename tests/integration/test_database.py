"""What every connection promises, whatever the build of the database would do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from commentbox.extensions import begin_write, make_engine
from commentbox.models import Site

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


def test_a_writer_waits_for_the_writer_of_another_process(
    clean: Engine, session: Session, site: Site
) -> None:
    if clean.dialect.name != "sqlite":
        pytest.skip("SQLite alone has one writer")
    other = make_engine(clean.url.render_as_string())
    with Session(other) as busy, ThreadPoolExecutor() as pool:
        begin_write(busy)
        busy.execute(update(Site).values(name="first"))
        waiting = [pool.submit(_rename, clean, f"then {n}") for n in range(3)]
        sleep(0.05)
        assert not any(each.done() for each in waiting)
        busy.commit()
        for each in waiting:
            each.result(timeout=5)
    other.dispose()

    session.expire_all()
    assert site.name.startswith("then")


def test_who_waits_in_vain_is_told_and_leaves_the_turn_to_the_next(
    clean: Engine, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    if clean.dialect.name != "sqlite":
        pytest.skip("SQLite alone has one writer")
    mine, other = (make_engine(clean.url.render_as_string()) for _ in range(2))
    monkeypatch.setattr("commentbox.extensions.BUSY_TIMEOUT_S", 0.05)
    monkeypatch.setattr("commentbox.extensions.BUSY_TIMEOUT_MS", 50)
    with Session(other) as busy:
        begin_write(busy)
        for _ in range(2):
            with pytest.raises(OperationalError, match="locked"):
                _rename(mine, "never")

    _rename(mine, "at last")
    for engine in (mine, other):
        engine.dispose()


def _rename(engine: Engine, name: str) -> None:
    with Session(engine) as session:
        begin_write(session)
        session.execute(update(Site).values(name=name))
        session.commit()
