"""The short forms of ``make faults``: what was acknowledged is there, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import burden, hooks, migrating, nodes, storms
from tests.faults.fuzz import fuzzed
from tests.faults.machine import Machine
from tests.faults.places import (
    Clock,
    NotHere,
    PostgreSQL,
    machine_on,
    place_on,
    small_disk,
)
from tests.faults.small import full
from tests.faults.storms import Figure

pytestmark = pytest.mark.faults


def kept(found: Figure) -> None:
    assert found.is_kept, found.says


def test_what_was_acknowledged_survives_a_kill(machine: Machine) -> None:
    kept(storms.kills(machine, 2))


def test_what_was_acknowledged_survives_a_stop(machine: Machine) -> None:
    kept(storms.stops(machine, 1))


def test_one_key_fifty_times_at_once_is_one_comment(machine: Machine) -> None:
    kept(storms.one_key(machine, 50))


def test_every_answer_is_as_the_document_says(machine: Machine) -> None:
    # A busy machine takes longer.
    kept(fuzzed(machine, examples=3, longest_s=20))


def test_more_than_can_be_served_is_refused_and_then_all_is_well(
    machine: Machine,
) -> None:
    kept(burden.overload(machine, 5))


def test_of_two_moderators_one_is_told(machine: Machine) -> None:
    kept(storms.pairs(machine, 5))


def test_posts_are_kept_while_the_database_is_away(
    machine: Machine, server: PostgreSQL | None
) -> None:
    if server is None:
        kept(storms.locked(machine, 6))
    else:
        kept(storms.database_stops(machine, 1, server.stop, server.start))


def test_posts_are_kept_while_the_database_says_nothing(
    machine: Machine, server: PostgreSQL | None
) -> None:
    if server is None:
        pytest.skip("SQLite is part of the server, and cannot fall silent alone")
    # Who decides waits for the database, and has to.
    machine.tokens.clear()
    both = server.freeze, server.thaw
    kept(storms.database_stops(machine, 1, *both, "silent"))


@pytest.fixture
def clocked(
    server: PostgreSQL | None, tmp_path: Path
) -> Iterator[tuple[Machine, Clock]]:
    """A machine and the clock that it goes by."""
    try:
        clock = Clock(tmp_path)
    except NotHere as why:
        pytest.skip(str(why))
    with machine_on(server.database() if server else None, **clock.settings) as machine:
        yield machine, clock


def test_a_clock_that_jumps_loses_nothing(clocked: tuple[Machine, Clock]) -> None:
    machine, clock = clocked
    kept(storms.clock_jumps(machine, clock.jump))


def test_a_cache_is_told_though_workers_are_killed(
    clocked: tuple[Machine, Clock],
) -> None:
    machine, clock = clocked
    kept(hooks.workers_killed(machine, 2, clock.jump))


@pytest.mark.parametrize(("beside", "answer"), [(False, 503), (True, 202)])
def test_a_full_disk_loses_nothing_and_recovers(
    server: PostgreSQL | None,
    tmp_path: Path,
    beside: bool,  # noqa: FBT001
    answer: int,
) -> None:
    if server is not None:
        pytest.skip("PostgreSQL stands on a disk of its own; SQLite's is filled")
    try:
        with small_disk() as disk:
            kept(full(disk, tmp_path if beside else disk / "instance", answer))
    except NotHere as why:
        pytest.skip(str(why))


def test_migrations_that_are_killed_midway_lose_nothing(
    server: PostgreSQL | None,
) -> None:
    with place_on(server.database() if server else None) as place:
        for found in migrating.round_trips(place, 3000, migrating.TRIPS[:1]):
            kept(found)


def test_others_write_while_the_log_is_linked(server: PostgreSQL | None) -> None:
    with place_on(server.database() if server else None) as place:
        for found in migrating.written_to(place, 3000):
            kept(found)


def test_three_nodes_lose_nothing_when_one_or_the_database_is_lost(kind: str) -> None:
    if kind == "sqlite":
        pytest.skip("several servers share a PostgreSQL")
    try:
        for found in nodes.all_of_it(times=1):
            kept(found)
    except NotHere as why:
        pytest.skip(f"not run: {why}")
