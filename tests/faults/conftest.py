"""A machine for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.machine import Machine
from tests.faults.places import PostgreSQL, machine_on, postgresql

KINDS = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        metafunc.parametrize("kind", [chosen] if chosen else KINDS, scope="session")


@pytest.fixture(scope="session")
def server(kind: str) -> Iterator[PostgreSQL | None]:
    """A PostgreSQL of these tests alone: some of them stop it."""
    if kind == "sqlite":
        yield None
        return
    with postgresql() as made:
        yield made


@pytest.fixture
def machine(server: PostgreSQL | None) -> Iterator[Machine]:
    with machine_on(server.database() if server else None) as made:
        yield made
