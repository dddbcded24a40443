"""Reading B while others write: posts and decisions under other articles.

Whoever writes takes processor time, and on a machine whose processors are all busy
readers get less of it; that says nothing about the server. So a round has four parts:

- *alone*: the writing, and nothing else. It shows how much processor time it takes, of
  the server, of the database and of those who send.
- *quiet*: reading, and nothing else.
- *equal*: reading, while a program that does nothing burns just as much.
- *busy*: reading, while others write.

*Busy* over *equal* is what the writing does to readers beyond the time that it takes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from statistics import median
from tempfile import NamedTemporaryFile

from benchmarks.public.figures import ratio
from benchmarks.public.pace import Plan, Sent
from benchmarks.public.processes import between, spent
from benchmarks.public.reads import warm
from benchmarks.public.rivals import Rival
from benchmarks.public.say import say
from benchmarks.public.servers import WORKERS
from benchmarks.public.wrk import Load, load

POSTS_PER_S, DECISIONS_PER_S = 50, 5

#: A program that sends or burns has so long to start; and it goes on for so long at
#: both ends while what it disturbs is measured.
STARTS_IN_S, MARGIN_S = 1.5, 0.5
ENDS_WITHIN_S = 60

MODULE = "benchmarks.public"


@dataclass(frozen=True, slots=True)
class Round:
    #: Processor seconds in a second that the writing takes.
    writing: float
    quiet: Load
    equal: Load
    busy: Load
    #: The processor seconds in a second that were burnt in truth.
    burnt: float
    sent: Sent


@dataclass(frozen=True, slots=True)
class Busy:
    server: str
    rounds: list[Round] = field(default_factory=list)

    @property
    def of_equal(self) -> float:
        return self._ratio("busy", "equal")

    @property
    def of_quiet(self) -> float:
        return self._ratio("busy", "quiet")

    @property
    def of_spare(self) -> float:
        """Return the same by reckoning: reads a second of processor left over."""
        left = [r.busy.rate / (cores() - r.writing) for r in self.rounds]
        return ratio(left, [r.quiet.rate / cores() for r in self.rounds])

    @property
    def writing(self) -> float:
        return median(r.writing for r in self.rounds)

    @property
    def posts_per_s(self) -> float:
        return median(r.sent.posts / r.sent.seconds for r in self.rounds)

    def _ratio(self, of: str, to: str) -> float:
        rates = ([getattr(r, name).rate for r in self.rounds] for name in (of, to))
        return ratio(*rates)


def cores() -> int:
    return len(os.sched_getaffinity(0))


def measure(rivals: list[Rival], *, rounds: int, seconds: int) -> list[Busy]:
    found = [Busy(rival.server.name) for rival in rivals]
    for turn in range(rounds):
        for rival, busy in zip(rivals, found, strict=True):
            say(f"others write, round {turn + 1} of {rounds}: {busy.server}")
            warm(rival.server.port, rival.thread)
            busy.rounds.append(_round(rival, seconds))
    return found


def _round(rival: Rival, seconds: int) -> Round:
    writing = _writing_alone(rival, seconds)
    quiet = _reading(rival, seconds)
    with _burning(writing, seconds) as burners:
        equal = _reading(rival, seconds)
    burnt = sum(float(_said(burner)) for burner in burners)
    with _sending(rival, seconds + 2 * MARGIN_S) as sender:
        busy = _reading(rival, seconds)
    sent = Sent(**json.loads(_said(sender)))
    return Round(writing, quiet, equal, busy, burnt / (seconds + 2 * MARGIN_S), sent)


def _reading(rival: Rival, seconds: int) -> Load:
    server = rival.server
    return load(server.port, rival.thread, seconds=seconds, servers=server.processes)


def _writing_alone(rival: Rival, seconds: int) -> float:
    with _sending(rival, seconds + 2 * MARGIN_S) as sender:
        before = spent(rival.server.processes)
        time.sleep(seconds)
        served = between(before, spent(rival.server.processes))
    sent = Sent(**json.loads(_said(sender)))
    return served / seconds + sent.cpu_s / sent.seconds


@contextmanager
def _sending(rival: Rival, seconds: float) -> Iterator[subprocess.Popen[str]]:
    posts, decisions = (int(n * seconds) for n in (POSTS_PER_S, DECISIONS_PER_S))
    plan = Plan(
        port=rival.server.port,
        start_at=time.monotonic() + STARTS_IN_S,
        seconds=seconds,
        posts_per_s=POSTS_PER_S,
        bodies=str(rival.bodies),
        skip=rival.take(posts),
        post_path=rival.where,
        articles=1_000,
        decisions_per_s=DECISIONS_PER_S,
        decisions=rival.undecided(decisions),
    )
    with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(asdict(plan), file)
        file.flush()
        with _beside(["pace", file.name]) as process:
            time.sleep(max(0.0, plan.start_at + MARGIN_S - time.monotonic()))
            yield process


@contextmanager
def _burning(share: float, seconds: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Burn as much as the writing takes, on as many processors as it works on."""
    start_at = time.monotonic() + STARTS_IN_S
    given = [str(share / WORKERS), str(seconds + 2 * MARGIN_S), str(start_at)]
    with _beside(["burn", *given]) as one, _beside(["burn", *given]) as other:
        time.sleep(max(0.0, start_at + MARGIN_S - time.monotonic()))
        yield [one, other]


@contextmanager
def _beside(arguments: list[str]) -> Iterator[subprocess.Popen[str]]:
    name, *rest = arguments
    command = [sys.executable, "-m", f"{MODULE}.{name}", *rest]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        try:
            process.wait(timeout=ENDS_WITHIN_S)
        finally:
            process.kill()
            process.wait()


def _said(process: subprocess.Popen[str]) -> str:
    """Return what a program has printed that has ended."""
    if process.stdout is None or process.returncode:
        raise RuntimeError("a program beside the measurement has failed")
    with process.stdout as output:
        return output.read()


def lines(found: list[Busy]) -> Iterator[str]:
    for b in found:
        burnt = median(r.burnt for r in b.rounds)
        p99 = median(r.sent.p99 for r in b.rounds)
        failed = sum(r.sent.failed for r in b.rounds)
        rates = [
            median(getattr(r, n).rate for r in b.rounds)
            for n in ("quiet", "equal", "busy")
        ]
        yield (
            f"{b.server:12}quiet {rates[0]:,.0f}/s, equal {rates[1]:,.0f}/s,"
            f" busy {rates[2]:,.0f}/s: {b.of_equal:.2f} of equal, {b.of_quiet:.2f} of"
            f" quiet, {b.of_spare:.2f} reckoned; writing takes {b.writing:.2f} of a"
            f" processor (burnt {burnt:.2f}), {b.posts_per_s:.0f} posts/s,"
            f" p99 {p99:.0f} ms, {failed} failed"
        )
