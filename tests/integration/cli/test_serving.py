"""The server as an operating system meets it: it starts, answers and stops."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Article, Comment, Revision
from tests.factories import decided
from tests.integration.people import rows

#: A start takes a second; a busy machine may need more.
PATIENCE_S = 30
STOPS_WITHIN_S = 15


class Server:
    """A process of its own, in a group of its own."""

    def __init__(
        self,
        *words: str,
        folder: Path,
        python: str = sys.executable,
        **settings: str,
    ) -> None:
        environ = {k: v for k, v in os.environ.items() if "COMMENTBOX" not in k}
        self.log = (folder / "log").open("w+b")
        self.process = subprocess.Popen(
            [python, "-m", "commentbox", *words],
            env=environ | settings,
            cwd=folder,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def said(self) -> str:
        return Path(self.log.name).read_text("utf-8")

    def answers(self, url: str) -> None:
        """Wait until it does."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.said()
            try:
                assert get(url)[0] == 200
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"no answer: {self.said()}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=STOPS_WITHIN_S)

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.log.close()


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - loopback
    return answer_to(request)


def post(url: str, value: Any) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(  # noqa: S310 - loopback
        url,
        data=json.dumps(value).encode(),
        headers={"Content-Type": "application/json"},
    )
    return answer_to(request)


def answer_to(request: urllib.request.Request) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@contextmanager
def serving(
    folder: Path, port: int, database: str, *, workers: int = 2, **settings: str
) -> Iterator[Server]:
    """Serve what is in a database until the block ends."""
    known = {
        "COMMENTBOX_INSTANCE": str(folder),
        "COMMENTBOX_DATABASE_URL": database,
        "COMMENTBOX_SECRET_KEY": "a secret key that only tests know, long enough",
        "COMMENTBOX_BASE_URL": f"http://127.0.0.1:{port}",
    }
    words = ("serve", "--port", str(port), "--workers", str(workers))
    server = Server(*words, folder=folder, **known | settings)
    try:
        server.answers(f"http://127.0.0.1:{port}/healthz")
        yield server
    finally:
        server.end()


@pytest.fixture
def server(
    tmp_path: Path, free_port: int, database: str, session: Session, article: Article
) -> Iterator[Server]:
    assert article.key == "first"
    session.rollback()
    with serving(tmp_path, free_port, database, COMMENTBOX_RATE_LIMITS="off") as server:
        yield server


def test_it_serves_takes_comments_and_stops_when_told(
    server: Server, free_port: int, session: Session
) -> None:
    base = f"http://127.0.0.1:{free_port}"
    before = rows(session.get_bind().engine)["comment"]

    assert json.loads(get(f"{base}/readyz")[2]) == {"status": "ready"}
    comment = {"author_name": "Ada", "body": "Well said.", "consent": True}
    status, headers, body = post(f"{base}/api/comments?article=first", comment)
    assert status == 201
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(body)["status_url"].startswith(base)
    page = get(f"{base}/articles/first")
    assert page[0] == 200
    assert get(f"{base}/articles/first", **{"If-None-Match": page[1]["ETag"]})[0] == 304
    assert get(f"{base}/nowhere")[0] == 404

    started = time.monotonic()
    code = server.stop()

    assert code == 0
    assert time.monotonic() - started < STOPS_WITHIN_S
    assert rows(session.get_bind().engine)["comment"] == before + 1
    # What was asked for may hold a token.
    assert "article=first" not in server.said()
    # And in quiet times there is nothing to look at.
    assert "warning" not in server.said()
    with pytest.raises(OSError, match="refused"):
        get(f"{base}/healthz")


def test_who_has_connected_before_it_stops_is_answered(
    server: Server, free_port: int
) -> None:
    # So many that both processes have some, and some have sent nothing so far.
    lines = [HTTPConnection("127.0.0.1", free_port, timeout=10) for _ in range(12)]
    for line in lines:
        line.connect()
    for line in lines[:6]:
        line.request("GET", "/healthz")
        assert line.getresponse().read()

    server.process.send_signal(signal.SIGTERM)
    # It has begun to end, and not only been told to.
    time.sleep(0.1)
    for line in lines:
        line.request("GET", "/healthz")
    answers = [line.getresponse() for line in lines]

    assert [answer.status for answer in answers] == [200] * 12
    assert {answer.headers["Connection"] for answer in answers} == {"close"}
    assert server.process.wait(timeout=STOPS_WITHIN_S) == 0


def test_no_process_is_left_when_the_first_was_killed(
    server: Server, free_port: int
) -> None:
    server.process.kill()

    deadline = time.monotonic() + STOPS_WITHIN_S
    while listens(free_port):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_figures_are_those_of_all_its_processes(
    server: Server, free_port: int, tmp_path: Path
) -> None:
    base = f"http://127.0.0.1:{free_port}"
    for _ in range(40):
        # Each on a connection of its own, so that both processes answer some.
        assert get(f"{base}/api/comments?article=first")[0] == 200

    deadline = time.monotonic() + PATIENCE_S
    while (counted := answered(base)) < 40 and time.monotonic() < deadline:
        # What is counted by plain numbers is handed on about once a second.
        time.sleep(0.2)

    assert counted == 40
    assert server.stop() == 0
    assert not list((tmp_path / "figures").iterdir())


def test_a_decision_shows_in_every_process_within_two_seconds(
    server: Server, free_port: int, session: Session
) -> None:
    base = f"http://127.0.0.1:{free_port}"
    url = f"{base}/api/comments?article=first"
    body = "Soon to be read everywhere."
    comment = {"author_name": "Ada", "body": body, "consent": True}
    assert post(url, comment)[0] == 201
    # Each on a connection of its own, so that both processes hold the page.
    assert not any(body.encode() in get(url)[2] for _ in range(20))

    # Somebody outside of both decides, as a command or another machine would.
    approve(session, body)
    since = time.monotonic()
    while body.encode() not in get(url)[2]:
        assert time.monotonic() < since + PATIENCE_S

    time.sleep(max(0.0, since + 2 - time.monotonic()))
    assert all(body.encode() in get(url)[2] for _ in range(20))


def approve(session: Session, body: str) -> None:
    session.rollback()
    revision = session.scalars(select(Revision).where(Revision.body == body)).one()
    comment = session.get_one(Comment, revision.comment_id)
    decided(session, comment, State.APPROVED, now=datetime.now(UTC))
    session.commit()


def answered(base: str) -> int:
    """Return how many pages were answered, by whichever process."""
    found = re.findall(
        rb"^commentbox_pages_total{.*} (\d+)", get(f"{base}/metrics")[2], re.M
    )
    return sum(map(int, found))


def test_a_port_that_is_taken_is_said_in_words(
    server: Server, free_port: int, tmp_path: Path, database: str
) -> None:
    (tmp_path / "second").mkdir()
    second = Server(
        *("serve", "--port", str(free_port)),
        folder=tmp_path / "second",
        COMMENTBOX_DATABASE_URL=database,
        COMMENTBOX_SECRET_KEY="a secret key that only tests know, long enough",
    )
    try:
        assert second.process.wait(timeout=PATIENCE_S) == 1
        assert str(free_port) in second.said()
        assert "Traceback" not in second.said()
    finally:
        second.end()
    assert server.process.poll() is None


def test_the_demo_shows_a_blog_and_leaves_nothing_behind(
    tmp_path: Path, free_port: int
) -> None:
    base = f"http://127.0.0.1:{free_port}"
    demo = Server(
        *("demo", "--port", str(free_port), "--no-browser"),
        folder=tmp_path,
        TMPDIR=str(tmp_path),
    )
    try:
        demo.answers(f"{base}/blog")

        said = demo.said()
        addresses = re.findall(rf"{base}\S*", said)
        assert len(addresses) >= 4
        for address in addresses:
            assert get(address)[0] == 200, address
        assert "sign in as" in said
        assert list(tmp_path.glob("commentbox-demo-*"))

        assert demo.stop() == 0
    finally:
        demo.end()
    assert not list(tmp_path.glob("commentbox-demo-*"))
