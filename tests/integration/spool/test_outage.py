"""While the database is away, a post is kept, told so, and stored once it is back."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Comment, Site
from tests.factories import an_article
from tests.integration.people import Written
from tests.integration.spool.conftest import Start
from tests.integration.spool.spooling import Server
from tests.page import json_of

KEY = {"Idempotency-Key": "8c1e4a3e-0f6b-4a1c-9d1e-000000000001"}


def test_a_post_is_kept_and_stored_once_when_the_database_is_back(
    server: Server, world: Session
) -> None:
    server.learns()
    server.lets_go()

    with server.outage():
        began = time.monotonic()
        answer = server.ada.posts("Well said.", headers=KEY)
        took = time.monotonic() - began
        again = server.ada.posts("Well said.", headers=KEY)
        told = json_of(answer)
        written = Written(told["id"], told["author_token"])
        waiting = server.ada.status(written)

    assert (answer.status_code, again.status_code) == (202, 202)
    assert told["state"] == "pending"
    assert again.data == answer.data
    assert took < 2
    assert waiting["body"] == "Well said."
    assert "kept safely" in waiting["spooled"]

    assert server.stores() <= 1
    stored = server.ada.status(written)
    assert (stored["spooled"], stored["state"]) == (None, "pending")
    assert (server.comments(), server.spooled()) == (1, 0)
    late = server.ada.posts("Well said.", headers=KEY)
    assert (late.status_code, late.data) == (201, answer.data)
    comment = world.scalars(select(Comment)).one()
    assert comment.consent is not None
    assert comment.latest.findings != []


def test_what_was_known_survives_a_restart_without_the_database(
    server: Server, start: Start
) -> None:
    server.learns()
    server.lets_go()

    with server.outage():
        restarted = start()
        answer = restarted.ada.posts("Well said.")

    assert answer.status_code == 202
    restarted.stores()
    assert restarted.comments() == 1


@pytest.mark.parametrize(
    ("article", "status"), [("first", 202), ("closed", 409), ("never-seen", 503)]
)
def test_only_what_was_open_when_last_seen_takes_posts(
    server: Server, world: Session, article: str, status: int
) -> None:
    an_article(world, "closed", comments="closed")
    world.commit()
    server.goes_away()

    answer = server.ada.posts("Well said.", article=article)

    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert server.spooled() == (status == 202)


def test_what_does_not_fit_is_said_at_once(server: Server) -> None:
    server.goes_away()

    empty = server.ada.posts("")
    unknown = server.ada.posts("Well said.", colour="red")
    elsewhere = server.ada.posts(
        "Well said.", headers={"Origin": "https://mallory.example.net"}
    )

    assert (empty.status_code, unknown.status_code) == (422, 422)
    assert json_of(empty)["errors"].keys() == {"body"}
    assert elsewhere.status_code == 403
    assert server.spooled() == 0


def test_pages_of_the_site_may_read_the_answer(server: Server) -> None:
    server.goes_away()
    origin = "https://blog.example.org"

    taken = server.ada.posts("Well said.", headers={"Origin": origin})
    refused = server.ada.posts(article="unheard-of", headers={"Origin": origin})

    assert (taken.status_code, refused.status_code) == (202, 503)
    assert taken.headers["Access-Control-Allow-Origin"] == origin
    assert refused.headers["Access-Control-Allow-Origin"] == origin


def test_a_database_that_is_back_takes_posts_at_once(server: Server) -> None:
    server.goes_away()
    server.ada.posts("While it is away.")

    server.stores()

    assert server.ada.posts("Back again.").status_code == 201
    assert server.comments() == 2


def test_a_browser_on_a_page_of_the_site_may_send_while_the_database_is_away(
    server: Server, world: Session
) -> None:
    origin = world.scalars(select(Site)).one().url
    world.rollback()
    server.learns()
    server.lets_go()
    asks = {"Access-Control-Request-Method": "POST", "Origin": origin}
    strange = {**asks, "Origin": "https://evil.example"}
    path = "/api/comments?article=first"

    with server.outage():
        before = server.client.options(path, headers=asks)
        refused = server.client.options(path, headers=strange)
        answer = server.ada.posts("Well said.", headers={"Origin": origin})
        preview = server.client.post(
            "/api/preview", json={"body": "x"}, headers={"Origin": origin}
        )

    assert before.status_code == 204
    assert "POST" in before.headers["Access-Control-Allow-Methods"]
    assert answer.status_code == 202
    assert preview.status_code == 503
    for told in (before, answer, preview):
        assert told.headers["Access-Control-Allow-Origin"] == origin
    assert "Access-Control-Allow-Origin" not in refused.headers
