"""The box in a browser: measured by a program of its own, told with the rest."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.public.client import Unexpected
from benchmarks.public.say import told

WITHIN_S = 300


def box(*, quick: bool) -> str:
    """Return what ``benchmarks.box`` says. Raises ``Unexpected`` where it fails."""
    command = [sys.executable, "-m", "benchmarks.box", *(["--quick"] if quick else [])]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=WITHIN_S, check=False
    )
    if done.returncode:
        raise Unexpected((done.stderr or done.stdout).strip()[-200:])
    told(done.stdout.splitlines())
    return done.stdout.strip()
