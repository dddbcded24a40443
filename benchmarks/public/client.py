"""Ask a server of this machine one thing after the other, and see what it answers."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any

LOOPBACK = "127.0.0.1"
TIMEOUT_S = 120


class Unexpected(Exception):
    """A server answered something else than what is to be measured."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def etag(self) -> str:
        return self.headers["etag"]

    @property
    def coding(self) -> str:
        return self.headers.get("content-encoding", "identity")


class Client:
    """A connection that is kept open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = HTTPConnection(LOOPBACK, port, timeout=TIMEOUT_S)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(
        self, path: str, value: object, headers: Mapping[str, str] | None = None
    ) -> Answer:
        given = {"Content-Type": "application/json", **(headers or {})}
        return self.ask("POST", path, body=json.dumps(value), headers=given)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        try:
            self._connection.request(method, path, body=body, headers=headers or {})
            got = self._connection.getresponse()
            named = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, named, got.read())
        except HTTPException as error:
            kind = type(error).__name__
            raise Unexpected(f"{method} {path} at {self.port}: {kind}") from error

    @property
    def own_port(self) -> int:
        """Return the port of this end; connects where nothing was asked yet."""
        if self._connection.sock is None:
            self._connection.connect()
        port: int = self._connection.sock.getsockname()[1]
        return port

    def close(self) -> None:
        self._connection.close()


def get(port: int, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask once, on a connection of its own."""
    with closing(Client(port)) as client:
        return client.get(path, headers)


def expect(answer: Answer, status: int, what: str) -> Answer:
    if answer.status != status:
        said = answer.body[:200].decode(errors="replace")
        raise Unexpected(f"{what}: {answer.status} instead of {status}: {said}")
    return answer


def read_json(answer: Answer) -> Any:
    return json.loads(answer.body)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def first_answer(port: int, path: str, *, within_s: float = 60) -> float:
    """Wait until a server answers with 200; return the seconds that it took."""
    start = time.perf_counter()
    while (passed := time.perf_counter() - start) < within_s:
        try:
            if get(port, path).status == 200:  # noqa: PLR2004
                return time.perf_counter() - start
        except (OSError, Unexpected):
            pass
        time.sleep(0.005)
    raise TimeoutError(f"nothing at {path} after {passed:.0f} seconds")
