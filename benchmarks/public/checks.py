"""Second opinions: the same figures, got in another way."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from benchmarks.public.client import LOOPBACK, Client
from benchmarks.public.processes import between, spent, trees
from benchmarks.public.reads import THREAD
from benchmarks.public.servers import Server
from benchmarks.public.wrk import CONNECTIONS, load

TICKS = os.sysconf("SC_CLK_TCK")


def checked(
    servers: list[Server], paths: dict[str, str], seconds: int
) -> Iterator[str]:
    for server in servers:
        path = paths.get(server.name, THREAD.path)
        yield _by_another_program(server, path, seconds)
    yield _by_the_other_clock(servers[-1], seconds)


def _by_another_program(server: Server, path: str, seconds: int) -> str:
    """Compare wrk with ab (Debian: apache2-utils), or with a loop in Python."""
    known = load(server.port, path, seconds=seconds, servers=server.processes)
    amount = max(CONNECTIONS, int(known.rate * seconds / 2))
    other = "ab" if shutil.which("ab") else "a loop"
    before, start = spent(server.processes), time.perf_counter()
    requests = (
        _ab(server, path, amount) if other == "ab" else _loop(server, path, seconds)
    )
    rate = requests / (time.perf_counter() - start)
    cpu_ms = between(before, spent(server.processes)) * 1000 / requests
    return (
        f"{server.name}, `{path}`: {known.rate:,.0f} a second and {known.cpu_ms:.3f} ms"
        f" by wrk, {rate:,.0f} a second and {cpu_ms:.3f} ms by {other}"
    )


def _ab(server: Server, path: str, requests: int) -> int:
    """Ask so often; return how many answers came whole."""
    command = ["ab", "-q", "-k", f"-c{CONNECTIONS}", f"-n{requests}"]
    command.append(f"http://{LOOPBACK}:{server.port}{path}")
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True
    )
    told = dict(line.split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    return int(told["Complete requests"]) - int(told["Failed requests"])


def _loop(server: Server, path: str, seconds: int) -> int:
    until = time.perf_counter() + seconds

    def ask(_number: int) -> int:
        done = 0
        with closing(Client(server.port)) as client:
            while time.perf_counter() < until:
                client.get(path)
                done += 1
        return done

    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(ask, range(4)))


def _by_the_other_clock(server: Server, seconds: int) -> str:
    """Compare the clock of each process with what ``/proc/PID/stat`` says."""
    before, ticks = spent(server.processes), _ticks(server)
    load(server.port, THREAD.path, seconds=seconds, servers=server.processes)
    exact, rough = between(before, spent(server.processes)), _ticks(server) - ticks
    return (
        f"{server.name}: {exact:.2f} s of processor by the clock of its processes,"
        f" {rough:.2f} s by /proc/PID/stat"
    )


def _ticks(server: Server) -> float:
    total = 0
    for pid in trees(server.processes):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS
