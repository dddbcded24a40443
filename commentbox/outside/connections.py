"""Connections to an address that was looked at, with an end that is certain."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any
from urllib.parse import SplitResult

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from commentbox.outside.refusals import Unreachable

#: For each address of a host.
CONNECT_S = 5.0


class Line:
    """The addresses to connect to, one request, and until when it may last."""

    def __init__(self, addresses: list[str], port: int, deadline: float) -> None:
        self.addresses, self.port, self.deadline = addresses, port, deadline
        self._socket: socket.socket | None = None

    def seconds_left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Unreachable("it took too long")
        return left

    def open(self) -> socket.socket:
        """Connect to the first address that answers."""
        for address in self.addresses:
            timeout = min(CONNECT_S, self.seconds_left())
            with suppress(OSError):
                self._socket = socket.create_connection((address, self.port), timeout)
                return self._socket
        raise Unreachable("no connection")

    def cut(self) -> None:
        """End it from another thread, whatever it waits for."""
        if self._socket is not None:
            with suppress(OSError):
                # Past TLS, whose own state another thread is using.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Plain(HTTPConnection):
    line: Line

    def _new_conn(self) -> socket.socket:
        return self.line.open()


class _Encrypted(HTTPSConnection):
    line: Line

    def _new_conn(self) -> socket.socket:
        return self.line.open()


@contextmanager
def connected(parts: SplitResult, line: Line) -> Iterator[HTTPConnectionPool]:
    """Give a pool that connects by ``line`` and keeps the host's own name.

    So ``Host``, SNI and the certificate are those of the name, while no second answer
    of a resolver can lead elsewhere.
    """
    encrypted = parts.scheme == "https"
    base = _Encrypted if encrypted else _Plain
    host = parts.hostname or ""
    kind: Any = type("Connection", (base,), {"line": line})
    pool_kind = HTTPSConnectionPool if encrypted else HTTPConnectionPool
    pool = pool_kind(f"[{host}]" if ":" in host else host, line.port, maxsize=1)
    pool.ConnectionCls = kind
    end = Timer(line.seconds_left(), line.cut)
    end.daemon = True
    end.start()
    try:
        yield pool
    finally:
        end.cancel()
        line.cut()
        pool.close()
