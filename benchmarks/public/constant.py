"""Answers that never change, by the server on which commentbox runs: its best case.

    python -m benchmarks.public.constant PORT WORKERS FOLDER

The same bytes, the same settings, and an application that looks at nothing but the
path: what reading commentbox costs beyond this is its own, all else is Granian's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.public.client import LOOPBACK, Answer
from commentbox.cli.serving import run_server

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

MODULE = "benchmarks.public.constant"
READY = "/ready"

#: Said by Granian itself, with each answer.
OF_THE_SERVER = {"date", "server"}

WORDS = {200: "200 OK", 304: "304 Not Modified"}


class Constant:
    """An application that reads each answer once from a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[str, list[tuple[str, str]], list[bytes]]] = {}
        #: As Flask has it: what serves an application may put layers before it.
        self.wsgi_app: WSGI = self._answer

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        return self.wsgi_app(environ, start_response)

    def _answer(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._read(path)
        status, headers, body = known
        start_response(status, headers)
        return body

    def _read(self, path: str) -> tuple[str, list[tuple[str, str]], list[bytes]]:
        place = self._folder / path.strip("/")
        told = json.loads(place.with_suffix(".headers").read_text("utf-8"))
        headers = [(name, value) for name, value in told["headers"].items()]
        body = place.with_suffix(".body").read_bytes()
        return WORDS[told["status"]], headers, [body] if body else []


def keep(folder: Path, path: str, answer: Answer) -> None:
    """Have that answered from now on."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / path.strip("/")
    kept = {n: v for n, v in answer.headers.items() if n not in OF_THE_SERVER}
    told = json.dumps({"status": answer.status, "headers": kept})
    place.with_suffix(".body").write_bytes(answer.body)
    place.with_suffix(".headers").write_text(told, "utf-8")


def wake() -> Constant:
    """Return the application, in a process that answers."""
    return Constant(Path(sys.argv[3]))


if __name__ == "__main__":
    run_server(MODULE, host=LOOPBACK, port=int(sys.argv[1]), workers=int(sys.argv[2]))
