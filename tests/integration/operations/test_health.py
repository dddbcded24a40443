"""Whether it lives is one question, whether it can work another; both are quick."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from commentbox import schema
from commentbox.extensions import make_engine
from commentbox.web import gate
from commentbox.web.question import PATIENCE_S, Question
from tests.page import PageClient, json_of

#: What a program that asks whether we are ready may wait for, with room for a machine
#: that is busy with other tests.
QUICK_S = PATIENCE_S + 1.0


@pytest.fixture
def own_database(untouched: str) -> Iterator[Engine]:
    engine = make_engine(untouched)
    schema.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def own(own_database: Engine, client_with: Callable[..., PageClient]) -> PageClient:
    """A client of an application on a database of its own."""
    url = own_database.url.render_as_string(hide_password=False)
    return client_with(database_url=url)


def ready(client: PageClient) -> tuple[int, str]:
    answer = client.get("/readyz")
    return answer.status_code, str(json_of(answer).get("detail", ""))


def test_it_is_ready_with_a_database_of_its_own_version(own: PageClient) -> None:
    assert ready(own) == (200, "")


@pytest.mark.parametrize("version", ["nobody_knows", None])
def test_it_is_not_ready_with_the_tables_of_another_version(
    own: PageClient, own_database: Engine, version: str | None
) -> None:
    with own_database.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if version:
            insert = text("INSERT INTO alembic_version VALUES (:version)")
            connection.execute(insert, {"version": version})

    status, why = ready(own)

    assert status == 503
    assert "db upgrade" in why
    assert own.get("/readyz").headers["Retry-After"] == "5"
    assert own.get("/healthz").status_code == 200


def test_a_database_that_hangs_is_told_soon_and_asked_once(app: Flask) -> None:
    released, asked = Event(), []

    def hangs() -> bool:
        asked.append(1)
        return released.wait(30)

    question = Question("hangs", hangs)
    began = time.monotonic()
    answers: list[bool | None] = []
    askers = [
        Thread(target=lambda: answers.append(question.answer())) for _ in range(8)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert time.monotonic() - began < QUICK_S
    assert answers == [None] * 8
    assert len(asked) == 1
    # Once it is back, the next one hears of it.
    released.set()
    deadline = time.monotonic() + 10
    while question.answer() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert question.answer() is True


def test_a_database_that_is_locked_is_not_ready_and_healthz_asks_nobody(
    own: PageClient, own_database: Engine
) -> None:
    # A lock that a migration would take: whoever reads waits without a word.
    lock = {
        "sqlite": ("PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE"),
        "postgresql": ("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE",),
    }[own_database.dialect.name]
    with ExitStack() as end:
        if own_database.dialect.name == "sqlite":
            own_database.dispose()
            end.enter_context(locked_file(own_database))
        else:
            connection = end.enter_context(own_database.begin())
            connection.execute(text(lock[0]))
        began = time.monotonic()

        assert ready(own) == (503, "The database does not answer.")
        assert time.monotonic() - began < QUICK_S
        assert own.get("/healthz").status_code == 200

    deadline = time.monotonic() + 20
    while ready(own)[0] != 200:
        assert time.monotonic() < deadline


def locked_file(engine: Engine) -> ExitStack:
    """Take SQLite's file away from everybody."""
    import sqlite3  # noqa: PLC0415 - for one of the databases

    end = ExitStack()
    other = sqlite3.connect(str(engine.url.database), timeout=10, isolation_level=None)
    end.callback(other.close)
    for words in (
        "PRAGMA locking_mode=EXCLUSIVE",
        "BEGIN EXCLUSIVE",
        "UPDATE site SET name = name",
    ):
        other.execute(words)
    end.callback(other.execute, "ROLLBACK")
    return end


def test_who_asks_how_things_are_does_not_stand_in_line() -> None:
    answered, released = [], Event()

    def app(environ: dict[str, str], _start: object) -> list[bytes]:
        if environ["PATH_INFO"] == "/articles/first":
            released.wait(30)
        answered.append(environ["PATH_INFO"])
        return []

    before = gate.Gate(app)
    request = {"REQUEST_METHOD": "GET", "PATH_INFO": "/articles/first"}
    stuck = [
        Thread(target=before, args=(request, None)) for _ in range(gate.READERS + 2)
    ]
    for reader in stuck:
        reader.start()
    try:
        for path in sorted(gate.AT_ONCE):
            before(request | {"PATH_INFO": path}, lambda *_: None)
        assert answered == ["/healthz", "/metrics", "/readyz"]
    finally:
        released.set()
        for reader in stuck:
            reader.join()
