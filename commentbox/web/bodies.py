"""Who sends slowly waits alone: a body has arrived before the application is asked.

A thread that reads from a slow client is held up as long as the client likes, and
nothing can call it back. So only so many read at once, fewer for one network, and none
of them takes a place of those who write (``web/gate.py``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Condition
from typing import Any

from commentbox.config.values import Network
from commentbox.web.client import network_of

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

#: What is longer is refused by its announced length, or is the text of an article from
#: the publisher's own machines, and is read where it is used.
MOST_BYTES = 256 * 1024
#: Bodies on their way at once, and of one network: a household, or a proxy that has
#: them whole before it passes them on.
MOST = 32
MOST_OF_ONE = 8
#: So long others may wait for a place, and so many: a body usually comes at once.
PATIENCE_S = 1.0
MOST_WAITING = 16

REFUSED = json.dumps(
    {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "Too many are being sent at the moment. Please send it again.",
    }
).encode()


class Bodies:
    def __init__(self, app: WSGI, trusted: Iterable[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)
        self._change = Condition()
        self._arriving: Counter[str] = Counter()
        self._waiting = 0

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        size = _bytes_to_read(environ)
        if not size:
            return self._app(environ, start_response)
        with self._place(self._network(environ)) as taken:
            if taken:
                environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(size))
        if not taken:
            return _refuse(start_response)
        return self._app(environ, start_response)

    def _network(self, environ: dict[str, Any]) -> str:
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        hops = [hop.strip() for hop in forwarded]
        return network_of(environ.get("REMOTE_ADDR", ""), hops, self._trusted)

    @contextmanager
    def _place(self, network: str) -> Iterator[bool]:
        with self._change:
            taken = self._free(network) or self._wait(network)
            self._arriving[network] += taken
        try:
            yield taken
        finally:
            with self._change:
                self._arriving[network] -= taken
                if not self._arriving[network]:
                    del self._arriving[network]
                self._change.notify_all()

    def _free(self, network: str) -> bool:
        of_one = self._arriving[network]
        return of_one < MOST_OF_ONE and self._arriving.total() < MOST

    def _wait(self, network: str) -> bool:
        if self._waiting >= MOST_WAITING:
            return False
        self._waiting += 1
        try:
            return self._change.wait_for(lambda: self._free(network), PATIENCE_S)
        finally:
            self._waiting -= 1


def _bytes_to_read(environ: dict[str, Any]) -> int:
    """Return how much of a body is read here: nothing where none comes, or too much.

    Of one that announces no length, one byte too many shows that it is too long.
    """
    announced = environ.get("CONTENT_LENGTH", "")
    if announced.isdecimal():
        size = int(announced)
        return size if size <= MOST_BYTES else 0
    return MOST_BYTES + 1 if "HTTP_TRANSFER_ENCODING" in environ else 0


def _refuse(start_response: Callable[..., Any]) -> Iterable[bytes]:
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(REFUSED))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Retry-After", "2"),
    ]
    start_response("503 Service Unavailable", headers)
    return [REFUSED]
