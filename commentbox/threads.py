"""Threads for work that may never end: lent, left where they hang, else lent again.

To leave it is all that one can do about work that hangs, and that takes a thread of its
own. To begin one costs more than to hand work over to one that has nothing to do.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from queue import Empty, SimpleQueue
from threading import Event, Thread

#: A thread that nobody has needed for so long ends.
IDLE_S = 30.0

Work = Callable[[], object]

#: The last that became idle is lent first: in quiet times the others end.
_idle: list[_Lent] = []
# A process that was forked has none of its parent's threads.
os.register_at_fork(after_in_child=_idle.clear)


def lend(work: Work) -> Event:
    """Let a thread do this work; return what is set when it has ended, in any way.

    It works in a context of its own, like a new one. Raises ``RuntimeError`` where the
    machine has no thread left.
    """
    ended = Event()
    try:
        thread = _idle.pop()
    except IndexError:
        thread = _Lent()
        thread.start()
    thread.wishes.put((work, ended))
    return ended


class _Lent(Thread):
    def __init__(self) -> None:
        super().__init__(name="lent", daemon=True)
        self.wishes: SimpleQueue[tuple[Work, Event]] = SimpleQueue()

    def run(self) -> None:
        while True:
            try:
                work, ended = self.wishes.get(timeout=IDLE_S)
            except Empty:
                with suppress(ValueError):
                    _idle.remove(self)
                    return
                # Somebody was faster, and their wish is on its way.
                continue
            try:
                Context().run(work)
                # Before it is said: who waits may have the next work already.
                _idle.append(self)
            finally:
                ended.set()
                # Nothing of what was done is kept alive by who waits for more.
                del work, ended
