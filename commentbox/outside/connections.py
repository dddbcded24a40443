"""Connections along a line, which keep the name of the host.

Loaded with the first of them: a process that asks nobody does without urllib3.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any
from urllib.parse import SplitResult

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from commentbox.outside.line import Line


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
