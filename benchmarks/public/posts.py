"""Posting: sixteen clients at once, each text a new one, everything switched on."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psycopg

from benchmarks.public.commands import Instance
from benchmarks.public.figures import Series
from benchmarks.public.isso import database
from benchmarks.public.rivals import Isso, Ours, Rival
from benchmarks.public.say import say
from benchmarks.public.wrk import CONNECTIONS, POSTS, Load, load

#: More than any server takes in a second: bodies that are left over are not used.
AT_MOST_PER_S = 2_000
#: Under so many articles it is posted, of those that all corpora have.
ARTICLES = 1_000

ROW = "x" * 600


@dataclass(frozen=True, slots=True)
class Posting:
    series: list[Series]
    #: Commits of a row each, one after the other, a second.
    commits: list[float] = field(default_factory=list)
    #: For each server how many rows are there beyond those that were acknowledged:
    #: what was on the way when a run ended, never less than 0.
    beyond: dict[str, int] = field(default_factory=dict)

    @property
    def commits_per_s(self) -> float:
        return median(self.commits)


def measure(rivals: list[Rival], folder: Path, *, rounds: int, seconds: int) -> Posting:
    found = Posting([Series("post", "", rival.server.name) for rival in rivals])
    at_first = [stored(rival) for rival in rivals]
    for turn in range(rounds):
        say(f"posting, round {turn + 1} of {rounds}")
        found.commits.append(commits(folder / "commits.db", min(seconds, 2)))
        for rival, series in zip(rivals, found.series, strict=True):
            series.loads.append(_posted(rival, seconds))
    for rival, before, series in zip(rivals, at_first, found.series, strict=True):
        acknowledged = sum(one.requests - one.failed for one in series.loads)
        found.beyond[rival.server.name] = stored(rival) - before - acknowledged
    return found


def _posted(rival: Rival, seconds: int) -> Load:
    amount = AT_MOST_PER_S * seconds
    given = (rival.take(amount), amount, ARTICLES, rival.where.format("%d"))
    return load(
        rival.server.port,
        rival.thread,
        seconds=seconds,
        servers=rival.server.processes,
        script=POSTS,
        arguments=(str(rival.bodies), *map(str, given)),
        # That of others is told, of ours it is a failure.
        errors_allowed=isinstance(rival, Isso),
    )


def fully_stored(posting: Posting, rounds: int) -> bool:
    """Return whether the databases hold what was acknowledged, and no more than that
    and what each connection had on the way when a round ended.
    """
    return all(0 <= n <= CONNECTIONS * rounds for n in posting.beyond.values())


def stored(rival: Rival) -> int:
    """Return how many comments there are, asked of the database itself."""
    if isinstance(rival, Isso):
        return _count_sqlite(database(rival.folder), "comments")
    assert isinstance(rival, Ours)  # noqa: S101 - there are two kinds
    return count(rival.instance)


def count(instance: Instance) -> int:
    if instance.on_sqlite:
        return _count_sqlite(instance.path, "comment")
    url = instance.url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT count(*) FROM comment").fetchall()
    return int(rows[0][0])


def _count_sqlite(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        query = f"SELECT count(*) FROM {table}"  # noqa: S608
        return int(connection.execute(query).fetchone()[0])


def commits(path: Path, seconds: float) -> float:
    """Return how many rows a second one can commit: the disk's part of a post."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, t)")
        done, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < seconds:
            connection.execute("INSERT INTO row (t) VALUES (?)", (ROW,))
            done += 1
    os.remove(path)
    return done / passed


def lines(found: Posting) -> Iterator[str]:
    yield f"one row a commit: {found.commits_per_s:,.0f}/s"
    for s in found.series:
        yield (
            f"{s.server:12}{s.rate:8,.0f} posts/s{s.cpu_ms:8.2f} ms CPU"
            f"{s.p50:8.1f} ms p50{s.p99:8.1f} ms p99;"
            f" errors: {sum(one.failed for one in s.loads)};"
            f" stored beyond what was acknowledged: {found.beyond[s.server]}"
        )
