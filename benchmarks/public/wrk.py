"""Load by wrk: many requests at once for a while, and what came of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.public.client import LOOPBACK, Unexpected
from benchmarks.public.processes import between, spent

CONNECTIONS = 16
THREADS = 2

#: Beyond its time a run may take so long to end.
GRACE_S = 60

REPORT = Path(__file__).with_name("report.lua")
POSTS = Path(__file__).with_name("posts.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did in a run."""

    requests: int
    seconds: float
    #: Milliseconds.
    p50: float
    p99: float
    #: Answers of 400 and above, and connections that broke.
    failed: int
    received: int
    #: Processor seconds of the server's own processes.
    cpu_s: float

    @property
    def rate(self) -> float:
        """Return the answers a second; an error is none."""
        return (self.requests - self.failed) / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Return the server's processor time for one request."""
        return self.cpu_s * 1000 / self.requests if self.requests else 0.0


def load(
    port: int,
    path: str,
    *,
    seconds: int,
    servers: Iterable[int],
    headers: Mapping[str, str] | None = None,
    script: Path = REPORT,
    arguments: Iterable[str] = (),
    errors_allowed: bool = False,
) -> Load:
    """Ask for a path as fast as a server answers.

    Raises ``Unexpected`` where answers are errors, unless these are allowed.
    """
    command = _command(port, path, seconds, headers or {}, script, arguments)
    roots = tuple(servers)
    before = spent(roots)
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds + GRACE_S, check=False
    )
    found = read(done, between(before, spent(roots)))
    if not found.requests or (found.failed and not errors_allowed):
        raise Unexpected(f"{path}: {found.failed} of {found.requests} failed")
    return found


def _command(
    port: int,
    path: str,
    seconds: int,
    headers: Mapping[str, str],
    script: Path,
    arguments: Iterable[str],
) -> list[str]:
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    command += ["--timeout", f"{GRACE_S}s", "-s", str(script)]
    command += [part for h in headers.items() for part in ("-H", ": ".join(h))]
    return [*command, f"http://{LOOPBACK}:{port}{path}", "--", *arguments]


def read(done: subprocess.CompletedProcess[str], cpu_s: float) -> Load:
    """Return what ``report.lua`` has written into the output of wrk."""
    if done.returncode:
        raise Unexpected(f"wrk: {done.stderr or done.stdout}")
    line = next(ln for ln in reversed(done.stdout.splitlines()) if ln.startswith("{"))
    told = json.loads(line)
    return Load(
        requests=told["requests"],
        seconds=told["microseconds"] / 1_000_000,
        p50=told["p50"] / 1000,
        p99=told["p99"] / 1000,
        failed=told["failed"],
        received=told["bytes"],
        cpu_s=cpu_s,
    )
