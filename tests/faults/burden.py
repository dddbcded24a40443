"""What a server carries: more than it can for a while, and little for a long time."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from statistics import linear_regression, median
from threading import Event, Lock, Thread
from typing import Any

import psutil

from tests.faults.asking import POST, Answer
from tests.faults.counting import counted
from tests.faults.load import Ledger, decide_on
from tests.faults.machine import Machine
from tests.faults.storms import Figure

#: More than two processes let work and wait, whether they read or write.
CROWD = 240
MOST_RSS_MIB = 300
#: PROMISES: then it is as before.
HEALED_S = 10
#: Whoever is told nothing for so long was forgotten.
FORGOTTEN_S = 30
BUSY = {429, 503}
FINE = {200, 201, 202, *BUSY}
#: Read by everybody, so that it is held; with a limit of its own it is made each time.
HELD = "/api/comments?article=first"
MADE = f"{HELD}&limit=7"
SETTINGS = {"COMMENTBOX_TRUSTED_PROXIES": "127.0.0.0/8"}
MIB = 1024 * 1024

#: How much more memory an hour may take, of each process: what is held is bounded, and
#: fills slowly.
MOST_SLOPE_MIB = 60
MOST_WAL_MIB = 64
SAMPLE_S = 5.0


@dataclass(slots=True)
class Crowd:
    """Clients of networks of their own, none of which ever waits as it is told."""

    machine: Machine
    ledger: Ledger = field(default_factory=Ledger)
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    numbers: count[int] = field(default_factory=count)
    lock: Lock = field(default_factory=Lock)

    def press(self, clients: int, seconds: float) -> float:
        """Let so many ask for so long. Return how many were answered a second."""
        before, began = self.answers.total(), time.monotonic()
        until = began + seconds
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda n: self._ask_until(n, until), range(clients)))
        return (self.answers.total() - before) / (time.monotonic() - began)

    def _ask_until(self, client: int, until: float) -> None:
        network = f"10.{client // 250}.{client % 250}.7"
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                answer = self._ask(client, network)
            except OSError as error:
                with self.lock:
                    self.wrong.append(repr(error))
                continue
            with self.lock:
                self.answers[answer.status] += 1
                self.slowest_s = max(self.slowest_s, time.monotonic() - began)
                if answer.status in BUSY and not says_when(answer):
                    self.wrong.append(f"{answer.status} without Retry-After")

    def _ask(self, client: int, network: str) -> Answer:
        given: dict[str, Any] = {"X_Forwarded_For": network, "timeout_s": FORGOTTEN_S}
        if client % 2:
            return self.machine.ask("GET", MADE, **given)
        body = f"Thought {next(self.numbers)} of a crowd."
        comment = {"author_name": "Ada", "body": body, "consent": True}
        answer = self.machine.ask("POST", POST, comment, **given)
        if answer.status in {201, 202}:
            with self.lock:
                self.ledger.posts[answer.told["id"]] = body
        return answer


def says_when(answer: Answer) -> bool:
    return "retry-after" in map(str.lower, answer.headers)


def overload(machine: Machine, seconds: float) -> Figure:
    """Ask more than can be answered, and look how it is refused and how it ends."""
    machine.settings.update(SETTINGS)
    machine.start()
    machine.ask("GET", HELD)
    crowd, peak = Crowd(machine), Peak(machine)
    with peak:
        capacity = crowd.press(8, max(1.0, seconds / 5))
        calm = Counter(crowd.answers)
        offered = crowd.press(CROWD, seconds)
    healed = _healed(machine)
    count_ = counted(machine, crowd.ledger)
    machine.kill()
    refused = sum(crowd.answers[status] - calm[status] for status in BUSY)
    wrong = Counter(crowd.wrong)
    says = (
        f"{CROWD} clients at once; {offered:.0f} requests/s where {capacity:.0f}/s are "
        f"served; answers {dict(crowd.answers)}, slowest {crowd.slowest_s:.1f} s; "
        f"RSS at most {peak.rss_mib:.0f} MiB a process; as before after "
        f"{healed:.1f} s; {count_}"
    )
    if wrong:
        says += f"; {dict(wrong.most_common(3))}"
    kept = count_.is_clean and not wrong and bool(refused) and healed <= HEALED_S
    kept &= set(crowd.answers) <= FINE and peak.rss_mib <= MOST_RSS_MIB
    return Figure("overload", machine.database, says, kept)


def _healed(machine: Machine) -> float:
    """Return after how long a post and a page are answered as if nothing had been."""
    began = time.monotonic()
    while time.monotonic() < began + 3 * HEALED_S:
        asked = time.monotonic()
        posted = machine.post(f"Thought after the crowd, {asked}.").status
        made = machine.ask("GET", MADE).status
        if (posted, made) == (201, 200) and time.monotonic() - asked < 1:
            return asked - began
        time.sleep(0.1)
    return float("inf")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the processes of a server hold at a moment."""

    at_s: float
    #: Of each process, in the order of their numbers.
    rss_mib: tuple[float, ...]
    files: int
    threads: int
    wal_mib: float
    spooled: int
    #: In the instance folder, beside held pages and what the database has.
    others: int


def sample(machine: Machine, began: float) -> Sample:
    assert machine.process is not None
    first = psutil.Process(machine.process.pid)
    processes = sorted(first.children(recursive=True), key=lambda p: int(p.pid))
    wal = machine.folder / "c.db-wal"
    pages = machine.instance / "pages"
    others = [
        path
        for path in machine.instance.rglob("*")
        if path.is_file() and pages not in path.parents
    ]
    return Sample(
        at_s=time.monotonic() - began,
        rss_mib=tuple(p.memory_info().rss / MIB for p in processes),
        files=sum(p.num_fds() for p in processes),
        threads=sum(p.num_threads() for p in processes),
        wal_mib=wal.stat().st_size / MIB if wal.exists() else 0.0,
        spooled=machine.spooled(),
        others=len(others),
    )


class Peak:
    """Looks again and again how much memory the largest process holds."""

    def __init__(self, machine: Machine) -> None:
        self.rss_mib = 0.0
        self._machine = machine
        self._ended = Event()
        self._thread = Thread(target=self._look)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.2):
            self.rss_mib = max(self.rss_mib, *sample(self._machine, 0).rss_mib)


def soak(machine: Machine, minutes: float) -> Figure:
    """Let a few post, decide and read for long, and look what grows."""
    machine.start()
    ledger, ended, began = Ledger(), Event(), time.monotonic()
    threads = [
        Thread(target=_post_calmly, args=(machine, ledger, ended)),
        Thread(target=_read_calmly, args=(machine, ledger, ended)),
        *(
            Thread(target=decide_on, args=(machine, ledger, token, ended))
            for token in machine.tokens
        ),
    ]
    for thread in threads:
        thread.start()
    samples = []
    while time.monotonic() < began + minutes * 60:
        time.sleep(SAMPLE_S)
        samples.append(sample(machine, began))
    ended.set()
    for thread in threads:
        thread.join()
    count_ = counted(machine, ledger)
    machine.kill()
    return _judged(machine, samples, ledger, str(count_), clean=count_.is_clean)


def _judged(
    machine: Machine, samples: list[Sample], ledger: Ledger, said: str, *, clean: bool
) -> Figure:
    # At first what is held fills up.
    calm = samples[len(samples) // 3 :]
    early, late = calm[: len(calm) // 3], calm[-len(calm) // 3 :]
    at = [s.at_s / 3600 for s in calm]
    slopes = [
        linear_regression(at, [s.rss_mib[n] for s in calm]).slope
        for n in range(len(calm[0].rss_mib))
    ]
    rss = max(max(s.rss_mib) for s in samples)
    files, threads, others = (
        (
            median(getattr(s, what) for s in early),
            median(getattr(s, what) for s in late),
        )
        for what in ("files", "threads", "others")
    )
    wal = max(s.wal_mib for s in samples)
    says = (
        f"{samples[-1].at_s / 60:.0f} min, {ledger.statuses.total()} answers; "
        f"RSS at most {rss:.0f} MiB, {max(slopes):+.1f} MiB an hour; "
        f"open files {files[0]:.0f} → {files[1]:.0f}, threads {threads[0]:.0f} → "
        f"{threads[1]:.0f}, other files {others[0]:.0f} → {others[1]:.0f}; "
        f"WAL at most {wal:.1f} MiB; {samples[-1].spooled} spooled; {said}"
    )
    kept = clean and rss <= MOST_RSS_MIB and wal <= MOST_WAL_MIB
    kept &= max(slopes) <= MOST_SLOPE_MIB and not samples[-1].spooled
    kept &= files[1] <= files[0] + 16 and others[1] <= others[0] + 4
    kept &= all(status < 500 for status in ledger.statuses)
    return Figure("a long time under little load", machine.database, says, kept)


def _post_calmly(machine: Machine, ledger: Ledger, ended: Event) -> None:
    while not ended.wait(0.5):
        body = f"Thought {next(ledger.numbers)} of a long day."
        answer = machine.post(body)
        ledger.statuses[answer.status] += 1
        if answer.status in {201, 202}:
            with ledger.lock:
                ledger.posts[answer.told["id"]] = body


def _read_calmly(machine: Machine, ledger: Ledger, ended: Event) -> None:
    addresses = (
        *(HELD, MADE, "/articles/first", "/articles/first/comments", "/feed.rss"),
        *("/articles/first/feed.json", "/api/counts?article=first", "/rules"),
    )
    for number in count():
        if ended.wait(0.1):
            return
        answer = machine.ask("GET", addresses[number % len(addresses)])
        ledger.statuses[answer.status] += 1
