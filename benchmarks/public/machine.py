"""On what machine, with which versions: figures mean nothing without it."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.public.servers import program

CPUINFO = Path("/proc/cpuinfo")
MEMINFO = Path("/proc/meminfo")


def describe() -> dict[str, str]:
    """Return what the figures depend on, by name."""
    processors = len(os.sched_getaffinity(0))
    memory = int(_line(MEMINFO, "MemTotal").split()[0])
    return {
        "processors": f"{processors} × {_line(CPUINFO, 'model name')}",
        "memory": f"{memory / 1024**2:.0f} GB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "Granian": version("granian"),
        "nginx": _told(program("nginx"), "-v").rpartition("/")[2],
        "wrk": _told(program("wrk"), "-v").split("[")[0].removeprefix("wrk ").strip(),
    }


def revision() -> str:
    """Return the commit that is measured, and whether more than it was there."""
    commit = _told("git", "describe", "--always", "--dirty", "--abbrev=10")
    return commit or "unknown"


def busyness() -> float:
    """Return how many programs wanted a processor in the last minute."""
    return os.getloadavg()[0]


def _line(path: Path, name: str) -> str:
    for line in path.read_text("utf-8").splitlines():
        known, _, value = line.partition(":")
        if known.strip() == name:
            return value.strip()
    return "?"


def _told(*command: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=20, check=False
    )
    # Some of them say their version as an error.
    return (done.stdout or done.stderr).strip().splitlines()[0]
