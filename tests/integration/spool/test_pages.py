"""The form and the author's own page while the database is away."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.factories import an_article
from tests.integration.spool.spooling import Server

FORM = {
    "author_name": "Ada",
    "body": "Well said, [here](https://a.example).",
    "consent": "true",
}


def sends(server: Server, article: str = "first", **fields: str) -> TestResponse:
    return server.client.post(f"/articles/{article}/comments", data={**FORM, **fields})


def local(url: str) -> str:
    return url.removeprefix("https://comments.example.org")


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "As soon as our database is back, it will appear for checking"),
        (
            "de",
            "Sobald unsere Datenbank wieder da ist, erscheint er von selbst zur",
        ),
    ],
)
def test_the_form_leads_to_a_page_that_says_what_happens(
    server: Server, world: Session, language: str, says: str
) -> None:
    an_article(world, "second", language=language)
    world.commit()
    server.goes_away()

    answer = sends(server, "second")
    page = server.client.get(local(answer.headers["Location"]))

    assert answer.status_code == 303
    assert says in " ".join(page.text.split())
    assert page.headers["Cache-Control"] == "no-store"
    assert "Well said" in page.text

    server.stores()
    later = server.client.get(local(answer.headers["Location"]))
    assert says not in " ".join(later.text.split())
    assert later.status_code == 200


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(server: Server) -> None:
    server.goes_away()

    answer = sends(server, author_email="no address")

    assert answer.status_code == 422
    assert "does not look like an e-mail address" in answer.text
    assert "Well said" in answer.text


def test_it_can_be_withdrawn_on_its_page(server: Server) -> None:
    server.goes_away()
    url = local(sends(server).headers["Location"])
    page = server.client.get(url)
    token = url.partition("token=")[2]

    gone = server.client.post(
        url.partition("?")[0].replace("/mine", "/withdraw"), data={"token": token}
    )

    assert "withdraw" in page.text.lower()
    assert gone.status_code == 200
    assert server.client.get(url).status_code == 404
    assert server.stores() == 0
    assert server.comments() == 0
