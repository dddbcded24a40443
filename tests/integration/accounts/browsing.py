"""Grace and Heidi with their accounts: forms as a browser sends them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from flask import Flask
from pyotp import TOTP
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.accounts.second_factor import new_seed, totp_of
from commentbox.extensions import begin_write
from commentbox.models import LogEntry, Moderator
from tests.desk import csrf_token, elements, sign_in
from tests.factories import SECRET_KEY
from tests.page import PageClient, text_of

BASE = "https://comments.example.org"
HEIDI = "heidi@example.org"
NEW_PASSWORD = "another correct battery"


def another(app: Flask) -> PageClient:
    """Return another browser."""
    app.test_client_class = PageClient
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def send(
    client: PageClient, page: str, action: str = "", **fields: Any
) -> TestResponse:
    """Send a form of a page, with its token."""
    token = csrf_token(client.get(page))
    return client.post(action or page, data={"csrf_token": token, **fields})


def with_second_factor(person: Moderator) -> TOTP:
    """Switch it on, and return the app. The test commits."""
    person.totp_seed = new_seed()
    return totp_of(person.totp_seed, SECRET_KEY)


def signed_in(client: PageClient) -> bool:
    """Return whether the next request of this browser gets in."""
    return client.get("/desk/account").status_code == 200


def half_in(client: PageClient, email: str) -> TestResponse:
    """Give the right password of an account with a second factor."""
    answer = sign_in(client, email)
    assert answer.status_code == 303
    assert answer.location == f"{BASE}/sign-in/code"
    return answer


def secret_of(answer: TestResponse) -> str:
    """Return what a page shows only once."""
    [shown] = elements(answer, "p", "secret")
    return text_of(shown).strip()


def comes_second(engine: Engine, do: Callable[[Session], object]) -> Future[object]:
    """Start what must wait until the transaction that is open now has committed."""

    def work() -> object:
        with Session(engine) as session:
            begin_write(session)
            return do(session)

    pool = ThreadPoolExecutor(1)
    started = pool.submit(work)
    pool.shutdown(wait=False)
    # So long that it stands before the row that the other holds.
    time.sleep(0.3)
    assert not started.done()
    return started


def logged(session: Session) -> list[tuple[str, str, str | None]]:
    """Return what the log says: what happened, to whom, by whom."""
    session.rollback()
    rows = session.scalars(select(LogEntry).order_by(LogEntry.id))
    return [
        (row.kind, row.subject, row.moderator.name if row.moderator else None)
        for row in rows
    ]
