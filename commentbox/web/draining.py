"""End without breaking a request: nobody new is let in, and who is in is answered.

A server that is told to end closes its listening sockets, and the system cuts off
whoever has connected and was not accepted yet. A connection that was accepted a moment
ago, and has sent nothing so far, is closed as well. So before that no connection is
begun any more, those that wait are accepted, and each answer says that it is the last.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import stat
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

#: So long nobody may have waited or asked: who was accepted last has sent a request by
#: then. Less than the second after which who was not let in tries again.
QUIET_S = 0.6
#: A server that accepts nobody for so long does not get to it any more.
MOST_S = 5.0
NAP_S = 0.02

#: Of Linux: its numbers are not in the standard library.
SO_ATTACH_FILTER = 26
#: Where its ``tcp_info`` has how many wait to be accepted by a listening socket.
WAITING_AT = 24
#: Let pass whatever does not begin a connection: a program for the filter of a socket.
NO_SYN = (
    (0x30, 0, 0, 13),  # load the byte with the flags
    (0x45, 0, 1, 0x02),  # is SYN among them?
    (0x06, 0, 0, 0),  # yes: drop
    (0x06, 0, 0, 0xFFFFFFFF),  # no: take all of it
)


class Draining:
    """What the process that is told to end, and those that answer, know of each other.

    Made before there are any others; each of them holds one end.
    """

    def __init__(self) -> None:
        self._main, self._worker = socket.socketpair()
        self._main_pid = os.getpid()
        self._is_last = False
        #: When somebody was last seen here.
        self._seen = float("-inf")

    def begin_with(self, end: Callable[..., Any]) -> Callable[..., Any]:
        """Return a handler of signals that drains all the others, and then ends."""

        def handle(number: int, frame: object) -> None:
            # Until it has a handler of its own, a process inherits this one.
            if os.getpid() == self._main_pid:
                for each in (signal.SIGTERM, signal.SIGINT):
                    # Whoever asks a second time is in a hurry.
                    signal.signal(each, end)
                self.drain()
            end(number, frame)

        return handle

    def drain(self) -> None:
        """Tell all others that it ends, and wait until nobody waits there."""
        self._worker.close()
        self._main.settimeout(MOST_S + 1)
        with suppress(OSError):
            self._main.shutdown(socket.SHUT_WR)
            # Nobody says anything; it ends once all have closed their end.
            self._main.recv(1)

    def follow(self, app: WSGI) -> WSGI:
        """Drain this process when it is told to, and return the application for that.

        Once in each process that answers.
        """
        self._main.close()
        Thread(target=self._wait, name="drain", daemon=True).start()
        return partial(self._answer, app)

    def _wait(self) -> None:
        self._worker.recv(1)
        self._is_last = True
        with listening() as sockets:
            self._accept_the_rest(sockets)
        self._worker.close()
        if os.getppid() != self._main_pid:
            # It did not tell anybody, it is gone; a new one wants the port.
            os.kill(os.getpid(), signal.SIGTERM)

    def _accept_the_rest(self, sockets: list[socket.socket]) -> None:
        """Let no connection begin any more; return when nobody waits or asks."""
        # Elsewhere than on Linux nobody can be kept from knocking.
        theirs = sockets if sys.platform.startswith("linux") else []
        # Some kernels let only those do it who administer the network: then whoever
        # knocks is let in for as long as others do.
        with suppress(PermissionError):
            for each in theirs:
                _let_none_begin(each)
        self._seen = time.monotonic()
        ends = self._seen + MOST_S
        while time.monotonic() < min(ends, self._seen + QUIET_S):
            time.sleep(NAP_S)
            if any(_waiting(each) for each in theirs):
                self._seen = time.monotonic()

    def _answer(
        self, app: WSGI, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if self._is_last:
            self._seen = time.monotonic()
            if environ["SERVER_PROTOCOL"].startswith("HTTP/1"):
                start_response = partial(_last, start_response)
        return app(environ, start_response)


def _last(
    start_response: Callable[..., Any],
    status: str,
    headers: list[tuple[str, str]],
    *more: Any,
) -> Any:
    return start_response(status, [*headers, ("Connection", "close")], *more)


def _let_none_begin(sock: socket.socket) -> None:
    """Drop what begins a connection: who sent it tries again in a second.

    By then nobody listens, or a new server does.
    """
    program = b"".join(struct.pack("HBBI", *step) for step in NO_SYN)
    steps = ctypes.create_string_buffer(program)
    filter_ = struct.pack("HP", len(NO_SYN), ctypes.addressof(steps))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, filter_)


def _waiting(sock: socket.socket) -> int:
    info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, WAITING_AT + 4)
    return int(struct.unpack_from("I", info, WAITING_AT)[0])


@contextmanager
def listening() -> Iterator[list[socket.socket]]:
    """Return the sockets on which this process listens."""
    found = list(_listening())
    try:
        yield found
    finally:
        for each in found:
            each.close()


def _listening() -> Iterator[socket.socket]:
    # The server has its sockets for itself; the system knows them all.
    for number in (int(path.name) for path in Path("/dev/fd").iterdir()):
        with suppress(OSError):
            # Never a copy of what is no socket: to close one of a file ends all locks
            # that the process holds on it, and SQLite's are of that kind.
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                copy = socket.socket(fileno=os.dup(number))
                if _listens(copy):
                    yield copy
                else:
                    copy.close()


def _listens(sock: socket.socket) -> bool:
    if sock.family is socket.AF_UNIX or sock.type is not socket.SOCK_STREAM:
        return False
    return bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
