"""Grace at her desk: signing in and deciding as a browser does, forms and all."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from werkzeug.test import TestResponse

from commentbox.models import Comment
from tests.factories import PASSWORD
from tests.page import HTML, PageClient, parse, text_of

GRACE = "grace@example.org"


def tree_of(response: TestResponse) -> ET.Element:
    return parse(response.get_data(as_text=True))


def csrf_token(response: TestResponse) -> str:
    """Return the token that the forms of a page carry."""
    fields = tree_of(response).iter(f"{HTML}input")
    return next(f.get("value", "") for f in fields if f.get("name") == "csrf_token")


def sign_in(
    client: PageClient,
    email: str = GRACE,
    password: str = PASSWORD,
    *,
    address: str = "/sign-in",
) -> TestResponse:
    token = csrf_token(client.get(address))
    fields = {"email": email, "password": password, "csrf_token": token}
    return client.post(address, data=fields)


def decide(
    client: PageClient, comment: Comment, to: str, **fields: str
) -> TestResponse:
    """Send the form that the desk shows for this comment, with some fields changed."""
    page = client.get(f"/desk/comments/{comment.id}")
    given = {
        "csrf_token": csrf_token(page),
        "to": to,
        "revision": "1",
        "from": comment.latest.state.value,
        "lane": comment.latest.state.value,
        **fields,
    }
    return client.post(f"/desk/comments/{comment.id}/decisions", data=given)


def elements(response: TestResponse, tag: str, name: str = "") -> list[ET.Element]:
    """Return the elements with this tag and class."""
    found = tree_of(response).iter(HTML + tag)
    return [e for e in found if not name or name in (e.get("class") or "").split()]


def words(response: TestResponse) -> str:
    """Return what a page says, in one line."""
    body = next(tree_of(response).iter(f"{HTML}body"))
    return " ".join(text_of(body).split())


def table_rows(response: TestResponse) -> list[str]:
    """Return what each row of the tables of a page says, its cells apart by bars."""
    rows = tree_of(response).iter(f"{HTML}tr")
    return [" | ".join(" ".join(text_of(cell).split()) for cell in row) for row in rows]
