"""Workers that are killed while they tell a cache, and a cache that does not listen."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler
from threading import Condition, Event
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.handlers.purges import KIND
from commentbox.jobs.queue import LEASE
from commentbox.models import Job, Purged, Site
from tests.faults.counting import counted
from tests.faults.load import Ledger
from tests.faults.machine import PATIENCE_S, Machine
from tests.faults.storms import Figure, figure
from tests.receiver import Receiver, serving

#: Two, so that both may want the same job.
WORKERS = 2
#: After this a killed worker's job is free, and one that was put off is due.
FREE_S = LEASE.total_seconds() + 10
#: A post may take so long while nobody listens.
SLOWEST_S = 2.0


class Deaf(Exception):
    """The cache was not told in time."""


class Moment(Enum):
    """When the workers are killed."""

    #: The cache has not said yet whether it took it.
    ASKED = auto()
    #: It has, and the worker has not written that down yet.
    ANSWERED = auto()


class Cache(Receiver):
    """Counts what it is told, and does something at a moment that is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = Condition()
        #: Requests that it took.
        self.taken = 0
        self.refuses = False
        #: Requests at this moment, and at the same time at most.
        self.most_at_once = 0
        self.now = 0
        #: What is done once, at which moment.
        self.once: tuple[Moment, Callable[[], None]] | None = None
        #: While it is not set, requests are read and not answered.
        self.listens = Event()
        self.listens.set()

    def take(self, asked: BaseHTTPRequestHandler) -> None:
        with self.changed:
            self.now += 1
            self.most_at_once = max(self.most_at_once, self.now)
            self.changed.notify_all()
        try:
            self._take(asked)
        except ConnectionError:
            # Who asked was killed.
            pass
        finally:
            with self.changed:
                self.now -= 1
                self.changed.notify_all()

    def _take(self, asked: BaseHTTPRequestHandler) -> None:
        json.loads(asked.rfile.read(int(asked.headers["Content-Length"])))["urls"]
        if self._strikes(Moment.ASKED):
            return
        self.listens.wait(PATIENCE_S)
        with self.changed:
            status = 503 if self.refuses else 204
            self.refused += self.refuses
            self.taken += not self.refuses
        self.answer(asked, status)
        self._strikes(Moment.ANSWERED)

    def _strikes(self, moment: Moment) -> bool:
        with self.changed:
            if self.once is None or self.once[0] is not moment:
                return False
            act, self.once = self.once[1], None
            act()
            self.changed.notify_all()
            return True

    def wait_for(self, happened: Callable[[], bool]) -> None:
        """Wait until that is so. Raises ``Deaf``."""
        with self.changed:
            if not self.changed.wait_for(happened, PATIENCE_S):
                raise Deaf


@contextmanager
def a_cache() -> Iterator[Cache]:
    with serving(Cache()) as cache:
        try:
            yield cache
        finally:
            # Nobody is left waiting for an answer.
            cache.listens.set()


class Workers:
    """Two workers of a machine, which know a cache."""

    def __init__(self, machine: Machine, cache: Cache) -> None:
        self._machine = machine
        self._url = cache.url
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        for _ in range(WORKERS):
            settings = {
                "COMMENTBOX_PURGE_URL": self._url,
                "COMMENTBOX_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
            }
            self._processes.append(self._machine.run("worker", **settings))

    def kill(self) -> None:
        for process in self._processes:
            os.killpg(process.pid, signal.SIGKILL)
        while self._processes:
            self._processes.pop().wait()


def workers_killed(machine: Machine, n: int, jump: Callable[[float], None]) -> Figure:
    """Kill the workers ``n`` times in the midst of telling a cache of a change.

    Nothing is told by the server itself. ``jump`` sets the clock forth, since nobody
    else takes what a killed worker has in hand until its lease is over.
    """
    ledger, ahead, untold = Ledger(), 0.0, 0
    machine.start()
    with a_cache() as cache:
        workers = Workers(machine, cache)
        try:
            for number in range(n):
                told = cache.taken
                cache.once = (list(Moment)[number % 2], workers.kill)
                workers.start()
                _change(machine, ledger, number)
                cache.wait_for(lambda: cache.once is None)
                ahead += FREE_S
                jump(ahead)
                workers.start()
                untold += not _told(machine, cache, told)
                workers.kill()
            slowest, heals = _unheard(machine, ledger, cache, workers, n)
        finally:
            workers.kill()
    count = counted(machine, ledger)
    machine.kill()
    more = (
        f"{untold} changes not told, {cache.most_at_once} at once about the same; "
        f"cache silent: slowest post {slowest:.1f} s; "
        f"cache refuses {cache.refused} times: {'told' if heals else 'not told'} later"
    )
    found = figure(
        machine, f"{n} × workers killed while they tell a cache", count, more
    )
    kept = found.is_kept and not untold and cache.most_at_once == 1
    kept &= slowest < SLOWEST_S and heals and cache.refused > 0
    return Figure(found.promise, found.database, found.says, kept)


def _change(machine: Machine, ledger: Ledger, number: int) -> None:
    """Publish a comment."""
    body = f"Thought {number} {uuid4()}."
    began = time.monotonic()
    posted = machine.post(body)
    ledger.slowest_s = max(ledger.slowest_s, time.monotonic() - began)
    assert posted.status == 201, posted
    id_ = posted.told["id"]
    assert machine.decide(machine.tokens[0], id_, "approved").status == 201
    ledger.posts[id_] = body
    ledger.decisions[id_] = "approved"


def _told(machine: Machine, cache: Cache, before: int) -> bool:
    """Return whether the cache hears of it, and nothing is left to tell."""
    deadline = time.monotonic() + PATIENCE_S
    while cache.taken <= before or _is_left(machine):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _is_left(machine: Machine) -> bool:
    wished = select(func.count()).where(Job.kind == KIND)
    behind = (
        select(func.count())
        .select_from(Site)
        .outerjoin(Purged, Purged.site_id == Site.id)
        .where(Site.version > func.coalesce(Purged.version, 0))
    )
    with machine.opened() as engine, Session(engine) as session:
        return any(session.scalars(query).one() for query in (wished, behind))


def _unheard(
    machine: Machine, ledger: Ledger, cache: Cache, workers: Workers, number: int
) -> tuple[float, bool]:
    """Let the cache be silent, then refuse, then listen.

    Return the slowest post meanwhile, and whether it is told in the end.
    """
    cache.listens.clear()
    workers.start()
    ledger.slowest_s = 0.0
    _change(machine, ledger, number)
    # The next ones are posted while somebody waits for the cache.
    cache.wait_for(lambda: cache.now > 0)
    for more in range(1, 6):
        _change(machine, ledger, number + more)
    slowest = ledger.slowest_s
    told = cache.taken
    cache.refuses = True
    cache.listens.set()
    cache.wait_for(lambda: cache.refused > 0)
    cache.refuses = False
    return slowest, _told(machine, cache, told)
