"""What every connection promises, whatever the build of the database would do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import Finding, Verdict
from commentbox.extensions import begin_look, begin_write, make_engine
from commentbox.models import Comment, FindingRow, Site
from tests.factories import a_comment, an_article

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


def test_what_postgresql_has_prepared_outlives_a_look(clean: Engine) -> None:
    if clean.dialect.name != "postgresql":
        pytest.skip("SQLite prepares for each connection by itself")
    prepared = text("SELECT count(*) FROM pg_prepared_statements")
    engine = make_engine(clean.url.render_as_string(hide_password=False))
    for _ in range(10):
        with Session(engine) as session:
            begin_look(session).connection().scalar(select(func.count(Site.id)))
            session.rollback()

    with Session(engine) as session:
        assert begin_look(session).connection().scalar(prepared)
    engine.dispose()


def test_a_connection_that_the_server_has_ended_is_not_used_again(
    clean: Engine,
) -> None:
    if clean.dialect.name != "postgresql":
        pytest.skip("SQLite has no server")
    engine = make_engine(clean.url.render_as_string(hide_password=False))
    pid = text("SELECT pg_backend_pid()")
    with engine.connect() as connection:
        ended = connection.scalar(pid)
    with clean.connect() as another:
        assert another.scalar(text("SELECT pg_terminate_backend(:pid)"), {"pid": ended})
        # Its end is on its way.
        sleep(0.2)

    with engine.connect() as connection:
        assert connection.scalar(pid) != ended
    engine.dispose()


def test_a_connection_that_answered_a_moment_ago_is_not_asked_again(
    clean: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if clean.dialect.name != "postgresql":
        pytest.skip("SQLite has no server")
    engine = make_engine(clean.url.render_as_string(hide_password=False))
    asked: list[object] = []
    ping = engine.dialect.do_ping

    def note(connection: Any) -> bool:
        asked.append(connection)
        return ping(connection)

    monkeypatch.setattr(engine.dialect, "do_ping", note)
    for _ in range(3):
        engine.connect().close()
    before = len(asked)
    monkeypatch.setattr("commentbox.extensions.A_MOMENT_S", 0.0)
    engine.connect().close()

    assert len(asked) == before + 1 <= 2
    engine.dispose()


def test_a_comment_is_stored_with_however_many_findings(
    clean: Engine, session: Session, site: Site
) -> None:
    found = tuple(Finding(check=f"check{n}", score=0.1, detail="") for n in range(20))
    asked: list[str] = []
    event.listen(clean, "before_cursor_execute", lambda *given: asked.append(given[2]))
    comment = a_comment(session, an_article(session), verdict=Verdict(found))
    session.commit()

    rows = session.scalars(select(FindingRow.check)).all()
    assert sorted(rows) == sorted(finding.check for finding in found)
    assert session.get_one(Comment, comment.id).latest.state is State.PENDING
    if clean.dialect.name == "postgresql":
        inserts = [statement for statement in asked if "INSERT INTO" in statement]
        assert len(inserts) < len(found) / 2


def _rename(engine: Engine, name: str) -> None:
    with Session(engine) as session:
        begin_write(session)
        session.execute(update(Site).values(name=name))
        session.commit()
