"""A cache's purge hook on the loopback: takes what it is told, or refuses it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

HOST = "127.0.0.1"

R = TypeVar("R", bound="Receiver")


class Receiver:
    def __init__(self) -> None:
        #: What each request named, and how it was authorised.
        self.told: list[list[str]] = []
        self.tokens: list[str | None] = []
        self.refused = 0
        self.status = 204
        #: So many requests are taken, and no more; None: all.
        self.most: int | None = None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.take(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer((HOST, 0), Handler)
        self.url = f"http://{HOST}:{self.server.server_port}/purge"

    def take(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers["Content-Length"]))
        status = 503 if self.most == len(self.told) else self.status
        if status < HTTPStatus.MULTIPLE_CHOICES:
            self.tokens.append(asked.headers.get("Authorization"))
            self.told.append(json.loads(body)["urls"])
        else:
            self.refused += 1
        self.answer(asked, status)

    @staticmethod
    def answer(asked: BaseHTTPRequestHandler, status: int) -> None:
        asked.send_response(status)
        asked.send_header("Content-Length", "0")
        asked.end_headers()
        asked.wfile.flush()

    def takes_all(self) -> set[str]:
        """Return what it was told, and forget it."""
        urls = {url for urls in self.told for url in urls}
        self.told.clear()
        return urls


@contextmanager
def serving(receiver: R) -> Iterator[R]:
    """Let a receiver be asked for as long as the block lasts."""
    thread = threading.Thread(target=receiver.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()
        thread.join()


@contextmanager
def a_receiver() -> Iterator[Receiver]:
    with serving(Receiver()) as receiver:
        yield receiver
