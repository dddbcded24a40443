"""A publisher's server on the loopback: answers as a test says, and counts who asks."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Speak = Callable[[socket.socket, bytes], None]

HOST = "127.0.0.1"
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"


class Publisher:
    """Speaks HTTP by hand, so that it can also speak it badly."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[bytes] = []
        self.speak: Speak = self._answer
        self._socket = socket.create_server((HOST, 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def page(self, path: str, body: str | bytes, **headers: str) -> None:
        """Let an address answer 200 with this."""
        data = body.encode() if isinstance(body, str) else body
        given = {"Content-Type": "text/html; charset=utf-8"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{name}: {value}" for name, value in given.items()]
        head = "\r\n".join(["HTTP/1.1 200 OK", *lines, f"Content-Length: {len(data)}"])
        self.pages[path] = head.encode() + b"\r\nConnection: close\r\n\r\n" + data

    def moved(self, path: str, to: str) -> None:
        head = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
        self.pages[path] = head.encode()

    def status(self, path: str, status: str, **headers: str) -> None:
        """Let an address answer like this, with nothing in it."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{n}: {v}" for n, v in {**given, "Content-Length": "0"}.items()]
        head = "\r\n".join([f"HTTP/1.1 {status}", *lines])
        self.pages[path] = head.encode() + b"\r\n\r\n"

    def asked_for(self, path: str) -> list[bytes]:
        return [one for one in self.asked if one.startswith(f"GET {path} ".encode())]

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _peer = self._socket.accept()
                threading.Thread(
                    target=self._talk, args=(connection,), daemon=True
                ).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            request = connection.recv(65536)
            self.asked.append(request)
            self.speak(connection, request)

    def _answer(self, connection: socket.socket, request: bytes) -> None:
        path = request.split(b" ")[1].decode()
        missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        page = self.pages.get(path, missing)
        unchanged = _is_unchanged(request, page)
        connection.sendall(UNCHANGED if unchanged else page)


def _is_unchanged(request: bytes, page: bytes) -> bool:
    """Return whether who asks has the version that the page says it is."""
    pairs = ((b"If-None-Match", b"ETag"), (b"If-Modified-Since", b"Last-Modified"))
    for asks, says in pairs:
        known = re.search(rb"(?i)\r\n%s: ([^\r]+)" % asks, request)
        if known:
            own = re.search(rb"(?i)\r\n%s: ([^\r]+)" % says, page)
            return own is not None and own[1] == known[1]
    return False


@contextmanager
def a_publisher() -> Iterator[Publisher]:
    publisher = Publisher()
    try:
        yield publisher
    finally:
        publisher.close()
