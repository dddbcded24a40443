"""Tell whoever waits how far it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable

BEGAN = time.monotonic()


def say(line: str) -> None:
    passed = int(time.monotonic() - BEGAN)
    sys.stdout.write(f"{passed // 60:3d}:{passed % 60:02d}  {line}\n")
    sys.stdout.flush()


def told(lines: Iterable[str]) -> None:
    """Show what was found, line by line."""
    for line in lines:
        sys.stdout.write(f"        {line}\n")
    sys.stdout.flush()
