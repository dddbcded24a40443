"""Locks between all processes that share a spool, by files that nobody reads."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

#: Between two looks whether a turn is over.
NAP_S = 0.01


@contextmanager
def locked(path: Path, how: int = 0) -> Iterator[None]:
    """Hold a lock. With ``LOCK_NB`` it raises ``BlockingIOError`` where it is taken."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(handle)


def taken_in_time(held: ExitStack, path: Path, patience_s: float) -> bool:
    """Take a lock as soon as it is free; False where it is not for so long."""
    ends = monotonic() + patience_s
    while True:
        try:
            held.enter_context(locked(path, fcntl.LOCK_NB))
        except BlockingIOError:
            if monotonic() >= ends:
                return False
            sleep(NAP_S)
        else:
            return True
