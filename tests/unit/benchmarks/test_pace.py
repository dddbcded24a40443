"""Posts and decisions at a pace, to a server that counts them."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from benchmarks.public.pace import Plan, send


class Counting(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.arrived: list[tuple[float, str, bytes]] = []


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, Counting)
        self.server.arrived.append((time.monotonic(), self.path, body))
        self.send_response(409 if b"again" in body else 201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def counting() -> Iterator[Counting]:
    with Counting() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def a_plan(port: int, bodies: Path, **changes: object) -> Plan:
    given = {
        "port": port,
        "start_at": time.monotonic() + 0.1,
        "seconds": 0.5,
        "posts_per_s": 40.0,
        "bodies": str(bodies),
        "skip": 2,
        "post_path": "/posts/{}",
        "articles": 100,
        "decisions_per_s": 10.0,
        "decisions": [(f"/decide/{n}", {"to": "approved"}, {}) for n in range(50)],
    }
    return Plan(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture
def bodies(tmp_path: Path) -> Path:
    path = tmp_path / "posts"
    path.write_text("".join(json.dumps({"n": n}) + "\n" for n in range(100)))
    return path


def test_sends_as_much_as_was_planned_and_no_faster(bodies: Path) -> None:
    with counting() as server:
        plan = a_plan(server.server_address[1], bodies)
        sent = send(plan)
    posts = [(at, body) for at, path, body in server.arrived if "posts" in path]
    decided = [path for _at, path, _body in server.arrived if "decide" in path]
    assert (sent.posts, len(posts)) == (20, 20)
    assert (sent.decisions, len(decided), sent.failed) == (5, 5, 0)
    # The first two were used before.
    numbers = sorted(json.loads(body)["n"] for _at, body in posts)
    assert numbers == list(range(2, 22))
    for turn, (at, _body) in enumerate(sorted(posts)):
        assert at >= plan.start_at + turn / plan.posts_per_s - 0.001
    assert 0 < sent.p50 <= sent.p99


def test_counts_what_the_server_refused(bodies: Path) -> None:
    bodies.write_text('{"n": "again"}\n' * 30)
    with counting() as server:
        port = server.server_address[1]
        sent = send(a_plan(port, bodies, skip=0, decisions=[]))
    assert sent.failed == 20
