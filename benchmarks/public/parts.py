"""The parts of a run, in their order: one fails without the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.public import (
    busy,
    checks,
    growth,
    posts,
    reads,
    resident,
    rivals,
    servers,
    stage,
)
from benchmarks.public import isso as isso_
from benchmarks.public.browser import box
from benchmarks.public.client import get
from benchmarks.public.postgres import Postgres, postgres
from benchmarks.public.results import Results
from benchmarks.public.rivals import Rival
from benchmarks.public.say import say, told
from benchmarks.public.servers import Server
from benchmarks.public.stage import Stage
from benchmarks.public.thread_shapes import LARGE, MEDIUM, SMALL, others_in

ISSO = "Isso"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    sizes: list[int]
    read_rounds: int
    read_s: int
    busy_rounds: int
    busy_s: int
    post_rounds: int
    post_s: int
    growth_rounds: int
    growth_requests: int
    starts: int
    approvals: int


FULL = Extent([SMALL, MEDIUM, LARGE], 5, 2, 3, 4, 5, 4, 5, 100, 7, 10)
QUICK = Extent([SMALL, 30_000], 1, 1, 1, 2, 1, 2, 2, 40, 2, 3)

#: Isso reads all comments for each answer: with a million it would take the evening.
ISSO_AT_MOST, ISSO_REQUESTS = MEDIUM, 5

#: The first so many bodies of posts are for the part that measures growth.
GROWTH_POSTS = 5_000


class Run:
    """One run: its folder, its servers, what it has found."""

    def __init__(self, found: Results, extent: Extent, *, with_isso: bool) -> None:
        self.found, self.extent, self.with_isso = found, extent, with_isso

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Let a part fail without the others: it is said, and written down."""
        say(name)
        start = time.monotonic()
        try:
            yield
        except Exception as error:
            self.found.failed[name] = f"{type(error).__name__}: {error}"
            say(f"{name} FAILED: {self.found.failed[name]}")
        say(f"{name} took {time.monotonic() - start:.0f} s")

    def everything(self, folder: Path) -> None:
        with postgres(folder / "pg") as database:
            say("databases")
            sizes = self.extent.sizes
            built = stage.build(folder, database, sizes, with_isso=self.with_isso)
            bodies = rivals.write_bodies(folder, self._bodies())
            with self.part("growth"):
                self._growth(built, database, bodies)
            with ExitStack() as stack:
                self._public(folder, built, database, bodies, stack)
            with self.part("cold start"):
                self._cold_starts(built)
        with self.part("the box in a browser"):
            self.found.box = box(quick=self.extent is QUICK)

    def _bodies(self) -> int:
        """Return how many bodies of posts are needed: each text is used once."""
        extent = self.extent
        posting = extent.post_rounds * extent.post_s * posts.AT_MOST_PER_S
        beside = extent.busy_rounds * (extent.busy_s + 2) * 2 * busy.POSTS_PER_S
        return posting + beside + GROWTH_POSTS

    def _growth(
        self, built: Stage, database: Postgres, bodies: tuple[Path, Path]
    ) -> None:
        with ExitStack() as stack:
            places = []
            for size in self.extent.sizes:
                others = others_in(size)
                for rival in self._ours(size, built, database, bodies[0], stack):
                    asked = self.extent.growth_requests
                    places.append(growth.Place(rival, size, others, asked))
                if size in built.isso and size <= ISSO_AT_MOST:
                    theirs = self._isso(built.isso[size], bodies[1], stack)
                    places.append(growth.Place(theirs, size, others, ISSO_REQUESTS))
            self.found.growth = growth.measure(places, rounds=self.extent.growth_rounds)
        self.found.checks.append(growth.of_stores(self.found.growth))
        told(growth.lines(self.found.growth))

    def _ours(
        self,
        size: int,
        built: Stage,
        database: Postgres,
        bodies: Path,
        stack: ExitStack,
        *,
        used: int = 0,
    ) -> list[Rival]:
        found: list[Rival] = []
        for name, instance, pid in (
            ("SQLite", built.sqlite[size], None),
            ("PostgreSQL", built.postgresql[size], database.pid),
        ):
            token = instance.moderator_token()
            start = servers.commentbox(instance, name=name, database=pid)
            server = stack.enter_context(start)
            known = rivals.Ours(server, bodies, instance=instance, token=token)
            known.take(used)
            found.append(known)
        return found

    def _isso(self, folder: Path, bodies: Path, stack: ExitStack) -> rivals.Isso:
        server = stack.enter_context(isso_.isso(folder))
        return rivals.Isso(server, bodies, folder=folder)

    def _public(
        self,
        folder: Path,
        built: Stage,
        database: Postgres,
        bodies: tuple[Path, Path],
        stack: ExitStack,
    ) -> None:
        size = self.extent.sizes[0]
        nginx = stack.enter_context(servers.nginx(folder / "nginx"))
        granian = stack.enter_context(servers.constant(folder / "constant"))
        ours = self._ours(size, built, database, bodies[0], stack, used=GROWTH_POSTS)
        all_ = list(ours)
        if self.with_isso:
            all_.append(self._isso(built.isso[size], bodies[1], stack))
        with self.part("reading"):
            self._reads(folder, nginx, granian, ours, all_)
        with self.part("reading while others write"):
            self._busy(all_)
        with self.part("posting"):
            self._posts(all_, folder)
        with self.part("memory and approvals"):
            self._resident(nginx, ours, all_, database)

    def _reads(
        self,
        folder: Path,
        nginx: Server,
        granian: Server,
        ours: list[Rival],
        all_: list[Rival],
    ) -> None:
        isso = next((r.server for r in all_ if isinstance(r, rivals.Isso)), None)
        here = [rival.server for rival in ours]
        asked = reads.cases(folder, nginx, granian, here, isso)
        rounds, seconds = self.extent.read_rounds, self.extent.read_s
        self.found.checks += reads.differences(asked)
        self.found.reads = reads.measure(asked, rounds=rounds, seconds=seconds)
        for target in reads.TARGETS:
            body = get(nginx.port, f"/{target.file}").body
            self.found.bytes[target.name] = len(body)
        paths = {"nginx": f"/{reads.THREAD.file}"}
        self.found.checks += checks.checked([nginx, *here], paths, seconds)
        told([*reads.lines(self.found.reads), *self.found.checks])

    def _busy(self, all_: list[Rival]) -> None:
        rounds, seconds = self.extent.busy_rounds, self.extent.busy_s
        self.found.busy = busy.measure(all_, rounds=rounds, seconds=seconds)
        told(busy.lines(self.found.busy))

    def _posts(self, all_: list[Rival], folder: Path) -> None:
        rounds, seconds = self.extent.post_rounds, self.extent.post_s
        made = posts.measure(all_, folder, rounds=rounds, seconds=seconds)
        self.found.posting = made
        told(posts.lines(made))

    def _resident(
        self, nginx: Server, ours: list[Rival], all_: list[Rival], database: Postgres
    ) -> None:
        held = self.found.resident = resident.Resident(
            memory={r.server.name: resident.megabytes(r.server) for r in all_},
            database=resident.megabytes(Server("", 0, database.pid)),
        )
        held.memory["nginx"] = resident.megabytes(nginx)
        for rival in ours:
            assert isinstance(rival, rivals.Ours)  # noqa: S101 - all of ours are
            times = resident.visible(rival, self.extent.approvals)
            held.visible[rival.server.name] = times

    def _cold_starts(self, built: Stage) -> None:
        size, held = self.extent.sizes[0], self.found.resident
        if held is None:
            return
        starts: dict[str, Callable[[], AbstractContextManager[Server]]] = {}
        for name, instance in (
            ("SQLite", built.sqlite[size]),
            ("PostgreSQL", built.postgresql[size]),
        ):
            ready = reads.THREAD.path
            starts[name] = partial(servers.commentbox, instance, name=name, ready=ready)
        if self.with_isso:
            asked = str(reads.THREAD.isso)
            starts[ISSO] = partial(isso_.isso, built.isso[size], ready=asked)
        for _turn in range(self.extent.starts):
            for name, start in starts.items():
                taken = resident.cold_start(start)
                held.cold_starts.setdefault(name, []).append(taken)
        told(resident.lines(held))
