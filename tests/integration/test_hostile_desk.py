"""Whatever is sent to a page of ours, nothing breaks: it is answered or refused."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.models import Role
from tests.desk import csrf_token, sign_in
from tests.factories import a_comment, a_moderator
from tests.page import PageClient

ROUTES = (Path(__file__).parents[1] / "routes.txt").read_text("utf-8").splitlines()
GAP = re.compile("<[^>]*>")

#: Ids of rows, handles of hashes, names of versions, and what is none of these.
NAMES = ("\x00" * 16, "%" * 16, "-1", "2147483648", "9" * 19, "9" * 5000, "é")


def addresses(method: str, beginning: str = "/") -> list[str]:
    found = [line[len(method) + 1 :] for line in ROUTES if line.startswith(method)]
    # A name of an endpoint has no blank; a converter may have one.
    paths = [line.rpartition(" ")[0] for line in found if line.startswith(beginning)]
    return [path.replace("<any(csv,json):format_>", "csv") for path in paths]


def ask(client: PageClient, method: str, path: str, **sent: Any) -> TestResponse:
    # Not as the client would: what hundreds of pages look like is told elsewhere.
    base_url = "https://comments.example.org"
    return FlaskClient.open(client, path, method=method, base_url=base_url, **sent)


def cursor(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.fixture
def admin(client: PageClient, session: Session) -> PageClient:
    """Grace's browser; she may do everything on the site."""
    a_comment(session)
    a_moderator(session, role=Role.ADMIN)
    session.commit()
    sign_in(client)
    return client


def test_an_address_may_have_bytes_that_are_no_text(client: PageClient) -> None:
    environ = {"QUERY_STRING": "q=\xff&lang=\xff"}
    paths = [GAP.sub("1", path) for path in addresses("GET")]

    answers = [ask(client, "GET", path, environ_overrides=environ) for path in paths]

    assert len(answers) > 40
    assert max(answer.status_code for answer in answers) < 500


@pytest.mark.parametrize("name", NAMES)
def test_no_name_in_an_address_makes_the_desk_stumble(
    admin: PageClient, name: str
) -> None:
    token = csrf_token(admin.get("/desk/account"))
    named = quote(name, safe="")

    shown = [
        ask(admin, "GET", GAP.sub(named, path))
        for path in addresses("GET", "/desk")
        if "<" in path
    ]
    sent = [
        ask(admin, "POST", GAP.sub(named, path), data={"csrf_token": token})
        for path in addresses("POST", "/desk")
        if "<" in path
    ]

    assert len(shown) > 2
    assert len(sent) > 5
    assert {answer.status_code for answer in (*shown, *sent)} <= {404, 422}


@pytest.mark.parametrize("field", ["before", "cursor", "from", "revision", "who"])
def test_no_name_in_a_query_makes_the_desk_stumble(
    admin: PageClient, field: str
) -> None:
    paths = [path for path in addresses("GET", "/desk") if "<" not in path]

    answers = [
        ask(admin, "GET", path, query_string={field: name})
        for path in paths
        for name in ("\x00", "9" * 19)
    ]

    assert len(answers) > 20
    assert max(answer.status_code for answer in answers) < 500


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/desk/account/sessions/end", "session"),
        ("/desk/account/tokens/revoke", "token"),
        ("/desk/people/tokens/revoke", "token"),
        ("/desk/people/invitations/revoke", "invitation"),
        ("/desk/blocks", "comment"),
        ("/desk/rules/new", "base"),
        ("/desk/privacy/new", "base"),
    ],
)
def test_no_name_in_a_form_makes_the_desk_stumble(
    admin: PageClient, path: str, field: str
) -> None:
    token = csrf_token(admin.get("/desk/account"))

    answers = [
        ask(admin, "POST", path, data={"csrf_token": token, field: name})
        for name in NAMES
    ]

    assert {answer.status_code for answer in answers} <= {303, 404, 422}


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2026-01-01"]
)
@pytest.mark.parametrize(
    ("path", "form"), [("/desk/log", "{} 0 1"), ("/desk/articles", "{} 1")]
)
def test_a_cursor_from_beyond_the_calendar_is_refused(
    admin: PageClient, path: str, form: str, moment: str
) -> None:
    place = cursor(form.format(moment))

    answer = ask(admin, "GET", path, query_string={"cursor": place})

    assert answer.status_code == 422
