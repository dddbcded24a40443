"""All that a real server and a real worker say, while hostile values go through them.

Everything sent carries one word in each place that a request has. The database is made
to refuse the comment in a way that its own message repeats the whole row.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.articles.sightings import KIND
from commentbox.extensions import make_engine
from commentbox.jobs.queue import enqueue
from tests.factories import a_site, an_article
from tests.integration.cli.test_serving import Server, answer_to

#: In every text that is sent.
SECRET = "Kolibri7"
EMAIL = f"{SECRET}@example.org"
TOKEN = f"tok-{SECRET}-0123456789abcdef0123456789abcdef"
NUMBER = "0123456789abcdef0123456789abcdef"
#: Ends a line, begins another, and moves the cursor of a terminal.
HOSTILE = f"{SECRET}\r\n[error] forged\x1b[2J\u2028\ud800"

REFUSES = {
    "sqlite": "CREATE TRIGGER refuse BEFORE INSERT ON comment"
    " BEGIN SELECT RAISE(ABORT, 'refused'); END",
    "postgresql": "ALTER TABLE comment ADD CONSTRAINT refuse CHECK (false) NOT VALID",
}
FORMS = ("console", "json")


class Sent:
    """Sends what nobody should read anywhere."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.keys = count()

    def __call__(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        kind: str = "application/json",
    ) -> tuple[int, str]:
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.base}{path}",
            data=data,
            method=method,
            headers={
                "Content-Type": kind,
                "Authorization": f"Bearer {TOKEN}",
                "Cookie": f"commentbox={SECRET}",
                "Idempotency-Key": f"{SECRET}-{next(self.keys)}",
                "Referer": f"https://example.org/?{SECRET}",
                "User-Agent": SECRET,
                "X-Forwarded-For": "198.51.100.77",
                "X-Request-ID": NUMBER,
            },
        )
        status, headers, _body = answer_to(request)
        return status, headers.get("X-Request-ID", "")


def a_comment(**fields: object) -> bytes:
    given = {
        "author_name": f"{SECRET} Ada",
        "author_email": EMAIL,
        "author_url": f"https://example.org/{SECRET}",
        "body": HOSTILE,
        "consent": True,
    }
    return json.dumps(given | fields).encode()


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def settings(
    untouched: str, form: str, tmp_path: Path, free_port: int
) -> dict[str, str]:
    """A database of its own: what is done to it here is done to no other test."""
    engine = make_engine(untouched)
    schema.upgrade(engine)
    with Session(engine) as session:
        an_article(session, site=a_site(session))
        session.commit()
    engine.dispose()
    return {
        "COMMENTBOX_INSTANCE": str(tmp_path),
        "COMMENTBOX_DATABASE_URL": untouched,
        "COMMENTBOX_SECRET_KEY": "a secret key that only tests know, long enough",
        "COMMENTBOX_BASE_URL": f"http://127.0.0.1:{free_port}",
        "COMMENTBOX_LOG_FORMAT": form,
        "COMMENTBOX_LOG_REQUESTS": "on",
        "COMMENTBOX_ENCODER": "off",
    }


@pytest.fixture
def server(
    settings: dict[str, str], tmp_path: Path, free_port: int
) -> Iterator[Server]:
    words = ("serve", "--port", str(free_port), "--workers", "1")
    server = Server(*words, folder=tmp_path, **settings)
    try:
        server.answers(f"http://127.0.0.1:{free_port}/healthz")
        yield server
    finally:
        server.end()


def lines_of(said: str, form: str) -> list[str]:
    """Return what was said, line by line, each of the form that was asked for."""
    lines = said.splitlines()
    for line in lines:
        if form == "json":
            assert json.loads(line)["event"], line
        else:
            assert line.startswith("20"), line
    return lines


def test_a_server_says_nothing_of_what_was_sent(
    server: Server, settings: dict[str, str], free_port: int, form: str
) -> None:
    send = Sent(f"http://127.0.0.1:{free_port}")
    word = quote(HOSTILE.replace("\ud800", ""))
    posts = f"/api/comments?article=first&{word}={word}&token={TOKEN}"

    taken, number = send("POST", posts, a_comment())
    send("POST", posts, a_comment(parent=SECRET, surprise=HOSTILE))
    send("POST", posts, b'{"body": "' + SECRET.encode())
    send("POST", posts, SECRET.encode(), kind=f"text/{SECRET}")
    fields = f"author_name={SECRET}&body={word}&consent=true&stamp={SECRET}".encode()
    form_type = "application/x-www-form-urlencoded"
    send("POST", "/articles/first/comments", fields, kind=form_type)
    sign_in = f"email={quote(EMAIL)}&password={SECRET}&csrf_token={SECRET}".encode()
    send("POST", "/sign-in", sign_in, kind=form_type)
    send("GET", f"/invitations/{TOKEN}?{word}")
    send("GET", f"/desk/{word}?{word}")
    send("GET", f"/articles/{SECRET}?cursor={word}")
    send("PATCH", f"/api/comments/{SECRET}", a_comment())
    sighting = json.dumps({"url": f"https://blog.example.org/{SECRET}"}).encode()
    send("POST", "/api/sightings", sighting)
    break_comments(settings["COMMENTBOX_DATABASE_URL"])
    refused, its_number = send("POST", posts, a_comment(body="Refused " + SECRET))
    server.stop()

    assert (taken, refused) == (201, 500)
    said = server.said()
    for secret in (SECRET, EMAIL, TOKEN, "198.51.100.77", "forged", NUMBER):
        assert secret not in said
    assert "\x1b" not in said
    lines = lines_of(said, form)
    # It did speak: of what was taken, and of what failed and why.
    assert [line for line in lines if number in line and "201" in line]
    (failed,) = [ln for ln in lines if its_number in ln and "IntegrityError" in ln]
    assert "posting/store.py" in failed
    assert "Traceback" not in said
    assert any("Listening at" in line for line in lines)


def break_comments(url: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text(REFUSES[engine.dialect.name]))
    engine.dispose()


def test_a_worker_says_nothing_of_what_it_works_on(
    settings: dict[str, str], tmp_path: Path, form: str
) -> None:
    engine = make_engine(settings["COMMENTBOX_DATABASE_URL"])
    with Session(engine) as session:
        # Work that fails, and a table that is not there for work that comes round.
        payload = {"page": {SECRET: EMAIL}}
        enqueue(session, KIND, SECRET, payload, now=datetime.now(UTC))
        session.execute(text("DROP TABLE claim"))
        session.commit()
    engine.dispose()

    worker = Server("worker", "--once", folder=tmp_path, **settings)
    try:
        assert worker.process.wait(timeout=30) == 0
    finally:
        said = worker.said()
        worker.end()

    assert SECRET not in said
    lines = lines_of(said, form)
    assert any(f"job {KIND}" in line for line in lines)
    assert any("could not tidy up" in line for line in lines)
