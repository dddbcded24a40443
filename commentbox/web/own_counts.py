"""Counts in a process's own memory, each from its first hit until its time is over.

The library that reads the limits has such a memory as well. It begins a thread up to
a hundred times a second to look at all counts: with many clients that costs most.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from limits import RateLimitItem

#: So often what is over is forgotten, in passing.
SWEEP_S: Final = 60.0


class OwnCounts:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        #: By what is counted: when it ends, and how often it was hit.
        self._counts: dict[str, tuple[float, int]] = {}
        self._sweep_at = clock() + SWEEP_S

    def __len__(self) -> int:
        return len(self._counts)

    def hit(self, item: RateLimitItem, *subject: str) -> int:
        """Count once; return 0, or for how many seconds the limit is used up."""
        key, now = item.key_for(*subject), self._clock()
        with self._lock:
            if now >= self._sweep_at:
                self._forget_ended(now)
            ends, hits = self._counts.get(key, (now, 0))
            if ends <= now:
                ends, hits = now + item.get_expiry(), 0
            self._counts[key] = ends, hits + 1
        return 0 if hits < item.amount else int(ends - now) + 1

    def _forget_ended(self, now: float) -> None:
        held = self._counts.items()
        self._counts = {key: count for key, count in held if count[0] > now}
        self._sweep_at = now + SWEEP_S
