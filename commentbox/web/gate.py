"""How many requests an application works on at once; the others wait before it.

A held page is answered in front of this, and needs a thread for some microseconds. So
a server has many threads, and only here it is decided how many of them work: were it
as many as there are threads, who reads would wait for all who write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from commentbox.web.holding import AWAY

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


class Gate:
    def __init__(
        self,
        app: WSGI,
        *,
        writers: int = WRITERS,
        waiting: int = MOST_WAITING,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._app = app
        self._patience_s = patience_s
        self._reads = BoundedSemaphore(READERS)
        self._writes = BoundedSemaphore(writers)
        self._there = BoundedSemaphore(writers + waiting)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in AT_ONCE:
            return self._app(environ, start_response)
        if environ["REQUEST_METHOD"] in READS:
            with self._reads:
                return self._app(environ, start_response)
        if self._there.acquire(blocking=False):
            try:
                if self._writes.acquire(timeout=self._patience_s):
                    try:
                        return self._app(environ, start_response)
                    finally:
                        self._writes.release()
            finally:
                self._there.release()
        return self._app(environ | {AWAY: True}, start_response)
