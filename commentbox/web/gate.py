"""How many requests an application works on at once; the others wait before it.

A held page is answered in front of this, and needs a thread for some microseconds. So
a server has many threads, and only here it is decided how many of them work: were it
as many as there are threads, who reads would wait for all who write.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Any

from commentbox.web.holding import AWAY, BUSY

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

READS = frozenset({"GET", "HEAD"})
#: Asked how things are, one waits for nobody: least of all when all others do.
AT_ONCE = frozenset({"/healthz", "/readyz", "/metrics"})
#: Pages that are made at once. With the writers and who works in the background they
#: are fewer than the connections to the database that a process has.
READERS = 4
#: One works on a text while another waits for the disk.
WRITERS = 3
#: So many more may wait to write, and so long; to the others it is said at once.
MOST_WAITING = 64
PATIENCE_S = 10.0
#: The same of those who read. What they wait for is not held, and takes milliseconds to
#: make; and all who may wait leave threads to those who read what is held.
MOST_WAITING_READERS = 24
READING_S = 2.0


class Queue:
    """Before some places where one works: who waits, how many, and for how long.

    First come, first served. A semaphore would let who comes this moment go before who
    waits, and put that one behind all others again.
    """

    def __init__(self, places: int, waiting: int, patience_s: float) -> None:
        self._free = places
        self._most_waiting = waiting
        self._patience_s = patience_s
        self._lock = Lock()
        #: Of each who waits, what is set when a place is theirs. Nobody waits as long
        #: as there is a free one.
        self._turns: deque[Event] = deque()

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Return whether there is a place; it is the caller's for the block."""
        taken = self._take()
        try:
            yield taken
        finally:
            if taken:
                self._hand_on()

    def _take(self) -> bool:
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            if len(self._turns) >= self._most_waiting:
                return False
            turn = Event()
            self._turns.append(turn)
        if turn.wait(self._patience_s):
            return True
        with self._lock:
            # It may have come this moment.
            if not turn.is_set():
                self._turns.remove(turn)
            return turn.is_set()

    def _hand_on(self) -> None:
        with self._lock:
            if self._turns:
                self._turns.popleft().set()
            else:
                self._free += 1


class Gate:
    def __init__(
        self, app: WSGI, *, reads: Queue | None = None, writes: Queue | None = None
    ) -> None:
        self._app = app
        self._reads = reads or Queue(READERS, MOST_WAITING_READERS, READING_S)
        self._writes = writes or Queue(WRITERS, MOST_WAITING, PATIENCE_S)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in AT_ONCE:
            return self._app(environ, start_response)
        queue = self._reads if environ["REQUEST_METHOD"] in READS else self._writes
        with queue.place() as taken:
            if taken:
                return self._app(environ, start_response)
        # Who made the environment is told as well: the database is well.
        environ[BUSY] = True
        return self._app(environ | {AWAY: True}, start_response)
