"""What the kernel says of processes, on the processes that tests start."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from socket import create_server, socket

import pytest

from benchmarks.public.burn import burn
from benchmarks.public.processes import (
    between,
    memory,
    processor_time,
    running,
    server_of,
    spent,
    tree,
)

PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def test_the_clock_of_a_process_is_what_the_kernel_shows_of_it() -> None:
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    shown = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    assert processor_time(os.getpid()) == pytest.approx(shown, abs=0.05)


def test_what_comes_between_two_looks_counts_and_what_was_before_does_not() -> None:
    assert between({1: 5.0, 2: 1.0}, {1: 5.5, 3: 0.25}) == 0.75


def test_ends_what_it_started_and_what_that_has_started(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running([sys.executable, "-c", PARENT], log=log) as process:
        deadline = time.monotonic() + 10
        while len(tree(process.pid)) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        parent, child = tree(process.pid)
        assert parent == process.pid
        assert set(spent([parent])) == {parent, child}
        assert memory([parent]) > 1_000_000
    # Nobody waits for the child but the first process, which does so in a while.
    while Path(f"/proc/{child}/cmdline").exists() and time.monotonic() < deadline:
        if not Path(f"/proc/{child}/cmdline").read_bytes():
            break
        time.sleep(0.01)
    assert tree(parent) == []


def test_ends_one_that_does_not_want_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.public.processes.STOPS_WITHIN_S", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    deaf += "print('deaf', flush=True); time.sleep(60)"
    with running([sys.executable, "-c", deaf], log=tmp_path / "log") as process:
        deadline = time.monotonic() + 10
        while not (tmp_path / "log").read_text() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert process.returncode == -signal.SIGKILL


def test_knows_which_process_has_taken_a_connection() -> None:
    with create_server(("127.0.0.1", 0)) as door, closing(socket()) as client:
        client.connect(door.getsockname())
        taken, _address = door.accept()
        with closing(taken):
            ports = door.getsockname()[1], client.getsockname()[1]
            other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1)
            try:
                assert server_of(*ports, [other.pid, os.getpid()]) == os.getpid()
            finally:
                other.kill()
                other.communicate()


def test_burns_the_share_that_it_was_told() -> None:
    assert burn(0.3, 0.5, time.monotonic()) == pytest.approx(0.15, abs=0.08)
