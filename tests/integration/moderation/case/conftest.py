"""Grace at her desk, with a case in front of her."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.models import Comment, Moderator, Site
from tests.desk import csrf_token, sign_in
from tests.factories import a_moderator
from tests.page import PageClient

Send = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    sign_in(client)
    return grace


@pytest.fixture
def send(client: PageClient, session: Session) -> Send:
    """Send one of the forms of a case, and follow to the page that answers."""

    def send(comment: Comment, part: str, **fields: str) -> TestResponse:
        address = f"/desk/comments/{comment.id}"
        token = csrf_token(client.get(address))
        # What was read before would stand in the way of the change, and hide it.
        session.rollback()
        return client.post(
            f"{address}/{part}",
            data={"csrf_token": token, "revision": "1", **fields},
            follow_redirects=True,
        )

    return send
