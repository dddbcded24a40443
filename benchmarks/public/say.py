"""Tell whoever waits how far it is."""

from __future__ import annotations

import sys
import time

BEGAN = time.monotonic()


def say(line: str) -> None:
    passed = int(time.monotonic() - BEGAN)
    sys.stdout.write(f"{passed // 60:3d}:{passed % 60:02d}  {line}\n")
    sys.stdout.flush()
