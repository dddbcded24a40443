"""The cast as programs: Ada writes and Grace moderates, both through the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from threading import Barrier
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.models import Base, Membership, Moderator, Role, Site, TokenKind
from tests.factories import NOON, a_token
from tests.page import PageClient, json_of

T = TypeVar("T")
_thoughts = count(1)


def a_thought() -> str:
    """Return words that nobody has sent before: the guard against doubles is awake."""
    return f"A lamp is worth {next(_thoughts)} candles."


@dataclass(frozen=True, slots=True)
class Written:
    """A comment as its author knows it."""

    id: str
    token: str
    body: str = ""


class Ada:
    """A reader who writes."""

    def __init__(self, client: PageClient) -> None:
        self.client = client

    def sends(self, json: Any, article: str = "first", **request: Any) -> TestResponse:
        return self.client.post(
            "/api/comments", query_string={"article": article}, json=json, **request
        )

    def posts(
        self,
        body: str | None = None,
        *,
        article: str = "first",
        headers: dict[str, str] | None = None,
        **fields: Any,
    ) -> TestResponse:
        json = {"author_name": "Ada", "consent": True, **fields}
        json["body"] = a_thought() if body is None else body
        return self.sends(json, article, headers=headers)

    def writes(self, body: str | None = None, **fields: Any) -> Written:
        body = a_thought() if body is None else body
        answer = self.posts(body, **fields)
        assert answer.status_code == 201, answer.json
        return Written(json_of(answer)["id"], json_of(answer)["author_token"], body)

    def asks(self, written: Written) -> TestResponse:
        return self.client.get(
            f"/api/comments/{written.id}/status", headers=bearer(written.token)
        )

    def status(self, written: Written) -> dict[str, Any]:
        answer = self.asks(written)
        assert answer.status_code == 200, answer.json
        return dict(json_of(answer))

    def edits(self, written: Written, body: str) -> TestResponse:
        return self.client.patch(
            f"/api/comments/{written.id}",
            json={"body": body},
            headers=bearer(written.token),
        )

    def withdraws(self, written: Written) -> TestResponse:
        return self.client.delete(
            f"/api/comments/{written.id}", headers=bearer(written.token)
        )


class Grace:
    """A moderator with a token."""

    def __init__(self, client: PageClient, token: str) -> None:
        self.client = client
        self.headers = bearer(token)

    def decides(
        self,
        written: Written | str,
        to: str,
        *,
        revision: int = 1,
        seen: str | None = None,
        **fields: Any,
    ) -> TestResponse:
        if seen:
            fields["from"] = seen
        id_ = written.id if isinstance(written, Written) else written
        return self.client.post(
            f"/api/comments/{id_}/decisions",
            json={"to": to, "revision": revision, **fields},
            headers=self.headers,
        )

    def decided(self, written: Written | str, to: str, **fields: Any) -> dict[str, Any]:
        if to in {"rejected", "removed"}:
            fields = {"rule": "respect", **fields}
        answer = self.decides(written, to, **fields)
        assert answer.status_code == 201, answer.json
        return dict(json_of(answer))

    def approves(self, *all_written: Written | str) -> None:
        for written in all_written:
            self.decided(written, "approved")

    def looks_at(self, lane: str = "pending", **query: Any) -> TestResponse:
        return self.client.get(
            "/api/queue", query_string={"lane": lane, **query}, headers=self.headers
        )

    def queue(self, lane: str = "pending", **query: Any) -> dict[str, Any]:
        answer = self.looks_at(lane, **query)
        assert answer.status_code == 200, answer.json
        return dict(json_of(answer))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def someone_who_moderates(
    session: Session, site: Site, email: str = "grace@example.org", name: str = "Grace"
) -> Moderator:
    """Make a moderator who cannot sign in: hashing a password takes its time."""
    moderator = Moderator(email=email, name=name, password_hash="!", created_at=NOON)
    session.add(Membership(moderator=moderator, site=site, role=Role.MODERATOR))
    session.flush()
    return moderator


def a_quick_token(session: Session, site: Site) -> str:
    """Return a moderator's token, committed."""
    moderator = someone_who_moderates(session, site)
    token = a_token(session, TokenKind.MODERATOR, site=site, moderator=moderator)
    session.commit()
    return token


def rows(engine: Engine) -> dict[str, int]:
    """Return how many rows each table has, as committed."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, as committed.

    Without the hour at which a token was last used: that is noted whatever it was for.
    """
    with engine.connect() as connection:
        return {
            table.name: sorted(
                (
                    tuple(row)
                    for row in connection.execute(
                        select(*(c for c in table.c if c.name != "last_used_at"))
                    )
                ),
                key=repr,
            )
            for table in Base.metadata.sorted_tables
        }


@contextmanager
def nothing_stored(engine: Engine) -> Iterator[None]:
    """Fail where the block changed any row of any table."""
    before = contents(engine)
    yield
    assert contents(engine) == before


def at_once(app: Flask, times: int, ask: Callable[[PageClient, int], T]) -> list[T]:
    """Ask so many times at the same moment, each time from a browser of its own."""
    barrier = Barrier(times)

    def one(number: int) -> T:
        client = app.test_client()
        assert isinstance(client, PageClient)
        barrier.wait(timeout=20)
        return ask(client, number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
