"""What is to be reached, and whether it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.public import growth
from benchmarks.public.figures import Series, find
from benchmarks.public.posts import Posting
from benchmarks.public.reads import FEED, FIRST_PAGE, REPEATED, THREAD, Form
from benchmarks.public.resident import Resident
from benchmarks.public.results import Results

OURS = ("SQLite", "PostgreSQL")

OF_NGINX, CPU_MS = 0.8, 0.08
OF_EQUAL = 0.9
POSTS_PER_S, P99_MS = 350, 190
GROWTH = 1.2
MEGABYTES, COLD_START_S, VISIBLE_S = 110, 1.0, 2.0


@dataclass(frozen=True, slots=True)
class Goal:
    name: str
    server: str
    to_reach: str
    found: str
    reached: bool


def judged(results: Results) -> list[Goal]:
    return [
        *_reads(results.reads),
        *_busy(results),
        *_posts(results.posting),
        *_growth(results),
        *_resident(results.resident),
    ]


def _at_least(name: str, server: str, found: float, goal: float, unit: str) -> Goal:
    return Goal(
        name, server, f"≥ {goal:g}{unit}", f"{figure(found)}{unit}", found >= goal
    )


def _at_most(name: str, server: str, found: float, goal: float, unit: str) -> Goal:
    return Goal(
        name, server, f"≤ {goal:g}{unit}", f"{figure(found)}{unit}", found <= goal
    )


def figure(value: float) -> str:
    """Return a figure with three digits, or all of a large one."""
    if abs(value) >= 100:  # noqa: PLR2004
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 1 else f"{value:.2g}"


def _reads(reads: list[Series]) -> Iterator[Goal]:
    plain = [(target, Form.PLAIN) for target in (THREAD, FIRST_PAGE, FEED)]
    for target, form in [*plain, *((t, Form.UNCHANGED) for t in REPEATED)]:
        nginx = find(reads, target.name, form, "nginx")
        name = target.name if form is Form.PLAIN else f"304 on the {target.name}"
        for server in OURS:
            ours = find(reads, target.name, form, server)
            if nginx and ours:
                beside = ours.beside(nginx)
                yield _at_least(
                    f"{name}: requests", server, beside, OF_NGINX, " × nginx"
                )
                cpu = ours.cpu_ms
                yield _at_most(f"{name}: processor", server, cpu, CPU_MS, " ms")


def _busy(results: Results) -> Iterator[Goal]:
    for busy in results.busy:
        if busy.server in OURS:
            name = "thread of B while others write"
            unit = " × quiet"
            yield _at_least(name, busy.server, busy.of_equal, OF_EQUAL, unit)


def _posts(posting: Posting | None) -> Iterator[Goal]:
    for series in posting.series if posting else []:
        if series.server in OURS:
            yield _at_least(
                "posts", series.server, series.rate, POSTS_PER_S, " a second"
            )
            yield _at_most("posts, p99", series.server, series.p99, P99_MS, " ms")


def _growth(results: Results) -> Iterator[Goal]:
    largest = max(results.sizes, default=0)
    for kind in (growth.THREAD, growth.FEED, growth.POST, growth.QUEUE):
        for server in OURS:
            grown = growth.growth(results.growth, server, kind, largest)
            if grown is not None:
                name = f"processor at {largest:,} comments: {kind}"
                yield _at_most(name, server, grown, GROWTH, " ×")


def _resident(resident: Resident | None) -> Iterator[Goal]:
    if resident is None:
        return
    for server in OURS:
        if server in resident.memory:
            held = resident.memory[server]
            yield _at_most("memory after the load", server, held, MEGABYTES, " MB")
        if resident.cold_starts.get(server):
            start = resident.cold_start(server)
            yield _at_most("cold start", server, start, COLD_START_S, " s")
        if resident.visible.get(server):
            seen = max(resident.visible[server])
            yield _at_most("approval seen everywhere", server, seen, VISIBLE_S, " s")
