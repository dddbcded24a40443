"""What the kernel knows of processes: their descendants, their time, their memory."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PROC = Path("/proc")

#: The kernel's clock of another process: its number, inverted, beside these three bits.
SCHEDULED = 2

#: Who was told to stop has so long, before it is stopped.
STOPS_WITHIN_S = 20

#: The column of a line of ``/proc/net/tcp``.
LOCAL, REMOTE, INODE = 1, 2, 9


def tree(root: int) -> list[int]:
    """Return a process and all that descend from it, as far as they are alive."""
    children: dict[int, list[int]] = {}
    for stat in PROC.glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name of a program may hold anything, a bracket as well.
            fields = stat.read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [root] if (PROC / str(root)).exists() else []
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def trees(roots: Iterable[int]) -> list[int]:
    return [pid for root in roots for pid in tree(root)]


def processor_time(pid: int) -> float:
    """Return the seconds of processor time that a process has had.

    In user and in kernel mode, with all its threads, also those that have ended. It is
    what ``/proc/PID/stat`` shows in hundredths of a second, to the nanosecond.
    """
    return time.clock_gettime((~pid << 3) | SCHEDULED)


def spent(roots: Iterable[int]) -> dict[int, float]:
    """Return the processor time of each process of these trees."""
    times = {}
    for pid in trees(roots):
        with suppress(OSError):
            times[pid] = processor_time(pid)
    return times


def between(before: Mapping[int, float], after: Mapping[int, float]) -> float:
    """Return how much was spent from one look to the next, also by who came between."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def proportional_memory(pid: int) -> int:
    """Return the bytes of memory of a process; what n share counts an nth to each."""
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name == "Pss":
            return int(rest.split()[0]) * 1024
    raise LookupError(f"the kernel does not say what process {pid} holds")


def memory(roots: Iterable[int]) -> int:
    return sum(proportional_memory(pid) for pid in trees(roots))


def server_of(server_port: int, client_port: int, pids: Iterable[int]) -> int:
    """Return which of these processes holds the server's end of a connection."""
    for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        fields = line.split()
        ports = tuple(int(fields[n].rpartition(":")[2], 16) for n in (LOCAL, REMOTE))
        if ports == (server_port, client_port):
            socket = f"socket:[{fields[INODE]}]"
            return next(pid for pid in pids if socket in _open_by(pid))
    raise LookupError(f"nobody has accepted the connection from port {client_port}")


def _open_by(pid: int) -> Iterator[str]:
    for handle in (PROC / str(pid) / "fd").iterdir():
        with suppress(OSError):
            yield str(handle.readlink())


@contextmanager
def running(
    command: list[str], *, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a process group of its own, and end all of it afterwards."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it has started: asked first, then without asking."""
    with suppress(ProcessLookupError):
        process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=STOPS_WITHIN_S)
    # Nobody of its group is left, or has to be.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=STOPS_WITHIN_S)
