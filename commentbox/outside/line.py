"""The way to a host: its addresses, one connection, and an end that is certain."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

from commentbox.domain.messages import N_
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
            raise Unreachable(N_("it took too long"))
        return left

    def open(self) -> socket.socket:
        """Connect to the first address that answers."""
        for address in self.addresses:
            timeout = min(CONNECT_S, self.seconds_left())
            with suppress(OSError):
                self._socket = socket.create_connection((address, self.port), timeout)
                return self._socket
        raise Unreachable(N_("no connection"))

    def cut(self) -> None:
        """End it from another thread, whatever it waits for."""
        if self._socket is not None:
            with suppress(OSError):
                # Past TLS, whose own state another thread is using.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
