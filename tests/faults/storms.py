"""The faults themselves: each is brought about on a machine and counted."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import func, make_url, select

from commentbox.models import Comment
from tests.faults.counting import Count, counted, emptied
from tests.faults.load import POSTERS, Ledger, under_load
from tests.faults.machine import PATIENCE_S, Machine

#: What is held is served while the database is away: of an article under which nothing
#: is decided, since what changed in the last moment is given to nobody.
HELD = "/api/comments?article=quiet"
#: Into the spool.
TAKEN = 202
#: Less than the clock is set forth and back.
JUMPED_H = 20


@dataclass(frozen=True, slots=True)
class Figure:
    promise: str
    database: str
    says: str
    is_kept: bool


def figure(machine: Machine, promise: str, count: Count, more: str = "") -> Figure:
    says = f"{count}{'; ' + more if more else ''}"
    return Figure(promise, machine.database, says, count.is_clean)


def kills(machine: Machine, n: int) -> Figure:
    """Kill the whole process group at random moments under load."""
    ledger, chance = Ledger(), random.Random(1)  # noqa: S311 - repeatable
    machine.start()
    with under_load(machine, ledger):
        for _ in range(n):
            time.sleep(chance.uniform(0.1, 1.2))
            machine.kill()
            machine.start()
    count = counted(machine, ledger)
    machine.kill()
    return figure(machine, f"{n} × kill -9 under 8 posters, 2 moderators", count)


def stops(machine: Machine, n: int) -> Figure:
    """Ask it to end under load: whoever has connected is answered."""
    ledger, chance = Ledger(), random.Random(2)  # noqa: S311 - repeatable
    codes: Counter[int] = Counter()
    machine.start()
    with under_load(machine, ledger):
        for _ in range(n):
            time.sleep(chance.uniform(0.1, 1.2))
            codes[machine.stop()] += 1
            machine.start()
    count = counted(machine, ledger)
    machine.kill()
    more = f"{ledger.broken} requests broken; exit {dict(codes)}"
    found = figure(machine, f"{n} × SIGTERM under load", count, more)
    kept = found.is_kept and not ledger.broken and set(codes) == {0}
    return Figure(found.promise, found.database, found.says, kept)


def database_stops(
    machine: Machine,
    n: int,
    stop: Callable[[], None],
    start: Callable[[], None],
    what: str = "stopped at once",
) -> Figure:
    """Stop the database and let it go on again, under load."""
    ledger, heals, reads = Ledger(), [], Counter[int]()
    machine.start()
    with under_load(machine, ledger):
        for _ in range(n):
            # Readers are there before, at each of its processes.
            _read(machine, for_s=0.7)
            stop()
            reads += _read(machine, for_s=1.2)
            start()
            heals.append(_healed(machine))
    count = counted(machine, ledger)
    machine.kill()
    more = (
        f"posts {_told(ledger)}, slowest {ledger.slowest_s:.1f} s; "
        f"reads {dict(reads)}; healed in {max(heals):.1f} s at most"
    )
    found = figure(machine, f"{n} × database {what}", count, more)
    kept = found.is_kept and set(reads) == {200} and max(heals) <= 5
    kept &= 202 in ledger.statuses and not crashed(ledger)
    return Figure(found.promise, found.database, found.says, kept)


def _read(machine: Machine, *, for_s: float, nap_s: float = 0) -> Counter[int]:
    """Read one page again and again; return how often which status was answered."""
    until, statuses = time.monotonic() + for_s, Counter[int]()
    while time.monotonic() < until:
        statuses[machine.ask("GET", HELD).status] += 1
        time.sleep(nap_s)
    return statuses


def _healed(machine: Machine) -> float:
    """Return how long it took until posts are stored at once again."""
    began = time.monotonic()
    while machine.post(f"Back again {uuid4()}.").status != 201:
        if time.monotonic() > began + 30:
            return 30.0
        time.sleep(0.05)
    return time.monotonic() - began


def locked(machine: Machine, seconds: float) -> Figure:
    """Hold SQLite's lock from outside: nobody waits longer than five seconds."""
    ledger = Ledger()
    machine.start()
    machine.ask("GET", HELD)
    path = str(make_url(machine.url).database)
    other = sqlite3.connect(path, isolation_level=None, timeout=30)
    with under_load(machine, ledger):
        time.sleep(0.5)
        other.execute("BEGIN IMMEDIATE")
        reads = _read(machine, for_s=seconds, nap_s=0.02)
        other.execute("ROLLBACK")
        heals = _healed(machine)
    other.close()
    count = counted(machine, ledger)
    machine.kill()
    more = (
        f"posts {_told(ledger)}, slowest {ledger.slowest_s:.1f} s; "
        f"reads {dict(reads)}; healed in {heals:.1f} s"
    )
    found = figure(machine, f"SQLite locked for {seconds:.0f} s", count, more)
    kept = found.is_kept and set(reads) == {200} and not crashed(ledger)
    kept &= ledger.slowest_s < 7 and 202 in ledger.statuses
    return Figure(found.promise, found.database, found.says, kept)


def crashed(ledger: Ledger) -> bool:
    return 500 in ledger.statuses or 500 in ledger.judged


def _told(ledger: Ledger) -> dict[int, int]:
    return dict(sorted(ledger.statuses.items()))


def one_key(machine: Machine, n: int) -> Figure:
    """Send the same key and body ``n`` times at once, and another body after that."""
    machine.start()
    key = str(uuid4())
    with ThreadPoolExecutor(n) as pool:
        answers = list(pool.map(lambda _: machine.post("Said once.", key), range(n)))
    other = machine.post("Said otherwise.", key).status
    ids = {answer.told["id"] for answer in answers if answer.status == 201}
    ledger = Ledger(posts=dict.fromkeys(ids, "Said once."))
    count = counted(machine, ledger)
    machine.kill()
    statuses = dict(Counter(answer.status for answer in answers))
    more = f"answers {statuses}, {len(ids)} id; another body {other}"
    found = figure(machine, f"one Idempotency-Key {n} × at once", count, more)
    kept = found.is_kept and statuses == {201: n} and len(ids) == 1 and other == 422
    return Figure(found.promise, found.database, found.says, kept)


def pairs(machine: Machine, n: int) -> Figure:
    """Let two moderators decide about the same comment at the same moment."""
    machine.start()
    ledger, silent = Ledger(), 0
    with ThreadPoolExecutor(2) as pool:
        for number in range(n):
            body = f"Thought {number}, for two."
            id_ = machine.post(body).told["id"]
            ledger.posts[id_] = body
            both = pool.map(
                lambda who, id_=id_: machine.decide(who, id_, "approved"),
                machine.tokens,
            )
            first, second = sorted(both, key=lambda answer: answer.status)
            told = second.status == 409 and second.told["decision"] is not None
            silent += not (first.status == 201 and told)
            ledger.decisions[id_] = "approved"
    count = counted(machine, ledger)
    machine.kill()
    found = figure(machine, f"{n} pairs of moderators", count, f"{silent} not told")
    return Figure(
        found.promise, found.database, found.says, found.is_kept and not silent
    )


def clock_jumps(machine: Machine, jump: Callable[[float], None]) -> Figure:
    """Set the clock of the server a day forth and an hour back, under load."""
    ledger = Ledger()
    machine.start()
    with under_load(machine, ledger):
        for seconds in (0.0, 86_400.0, -3_600.0, 0.0):
            jump(seconds)
            _more(ledger)
    count = counted(machine, ledger)
    machine.kill()
    hours = _spread(machine) / 3600
    more = f"posts {_told(ledger)}, sent within {hours:.0f} h by its clock"
    found = figure(machine, "clock a day forth, an hour back", count, more)
    kept = found.is_kept and not crashed(ledger) and hours > JUMPED_H
    return Figure(found.promise, found.database, found.says, kept)


def _more(ledger: Ledger) -> None:
    """Wait until each poster has sent one from its beginning to its end."""
    wanted = len(ledger.posts) + 2 * POSTERS
    deadline = time.monotonic() + PATIENCE_S
    while len(ledger.posts) < wanted:
        if time.monotonic() > deadline:
            raise AssertionError("nobody posts")
        time.sleep(0.05)


def _spread(machine: Machine) -> float:
    """Return the seconds between the first and the last comment, as it has them."""
    with machine.opened() as engine, engine.connect() as connection:
        times = select(func.min(Comment.posted_at), func.max(Comment.posted_at))
        first, last = connection.execute(times).one()
    return float((last - first).total_seconds())


def disk_full(
    machine: Machine,
    fill: Callable[[], None],
    free: Callable[[], None],
    *,
    answer: int,
) -> Figure:
    """Let the disk of the database be full, and free again.

    ``answer`` is what posts are told meanwhile: 202 where the spool has room, else 503.
    """
    ledger = Ledger()
    machine.start()
    machine.ask("GET", HELD)
    with under_load(machine, ledger):
        time.sleep(1)
        fill()
        before = Counter(ledger.statuses)
        reads = _read(machine, for_s=4, nap_s=0.02)
        refused = Counter(ledger.statuses) - before
        free()
        heals = _healed(machine)
        emptied(machine)
    count = counted(machine, ledger)
    machine.kill()
    more = f"while full {dict(refused)}; reads {dict(reads)}; healed in {heals:.1f} s"
    where = "of the database" if answer == TAKEN else "of database and spool"
    found = figure(machine, f"disk {where} full", count, more)
    kept = found.is_kept and set(reads) == {200} and not crashed(ledger)
    kept &= heals <= 5 and answer in refused
    return Figure(found.promise, found.database, found.says, kept)
