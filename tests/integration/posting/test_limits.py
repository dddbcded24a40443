"""Rate limits for a client, an article and previews; and none where they are off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.config.values import rate_limits
from commentbox.models import Article, Revision
from tests.factories import an_article
from tests.integration.people import Ada, nothing_stored
from tests.page import PageClient


def from_address(address: str) -> dict[str, Any]:
    return {"environ_base": {"REMOTE_ADDR": address}}


def fields(body: str) -> dict[str, object]:
    return {"author_name": "Ada", "body": body, "consent": True}


@pytest.fixture
def limited(client_with: Callable[..., PageClient], article: Article) -> Ada:
    """A reader of a site with strict limits."""
    assert article.key == "first"
    limits = rate_limits("client=2/minute;article=4/minute;preview=1/minute")
    return Ada(client_with(rate_limits=limits))


def test_a_client_beyond_its_limit_is_asked_to_wait(
    limited: Ada, clean: Engine
) -> None:
    assert [limited.posts().status_code for _ in range(2)] == [201, 201]

    with nothing_stored(clean):
        answer = limited.posts()

    assert answer.status_code == 429
    assert answer.mimetype == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 61


def test_another_client_is_not_held_back(limited: Ada) -> None:
    for _ in range(3):
        limited.posts()

    other = limited.sends(fields("I am another."), **from_address("192.0.2.9"))

    assert other.status_code == 201


def test_one_household_of_ipv6_is_one_client(limited: Ada) -> None:
    answers = [
        limited.sends(fields(f"Number {n}."), **from_address(f"2001:db8::{n}"))
        for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 429]


def test_many_clients_together_meet_the_limit_of_the_article(
    limited: Ada, session: Session
) -> None:
    an_article(session, "second")
    session.commit()

    answers = [
        limited.sends(fields(f"Number {n}."), **from_address(f"192.0.2.{n}"))
        for n in range(5)
    ]
    elsewhere = limited.sends(
        fields("I am calm."), "second", **from_address("192.0.2.9")
    )

    assert [answer.status_code for answer in answers] == [201] * 4 + [429]
    assert elsewhere.status_code == 201


def test_a_forwarded_address_is_not_believed_by_default(limited: Ada) -> None:
    answers = [
        limited.posts(headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 429]


def test_what_is_refused_for_its_fields_does_not_count(limited: Ada) -> None:
    for _ in range(5):
        limited.posts("")

    assert limited.posts().status_code == 201


def test_an_edit_counts_as_a_post_does(limited: Ada, clean: Engine) -> None:
    written = limited.writes()
    assert limited.edits(written, "Another text.").status_code == 200

    with nothing_stored(clean):
        answer = limited.edits(written, "A third text.")

    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_previews_have_a_limit_of_their_own(limited: Ada) -> None:
    previews = [
        limited.client.post("/api/preview", json={"body": "Well *said*."})
        for _ in range(2)
    ]

    assert [preview.status_code for preview in previews] == [200, 429]
    assert limited.posts().status_code == 201


def test_withdrawing_and_asking_are_never_limited(limited: Ada) -> None:
    written = limited.writes()
    limited.writes()

    assert [limited.asks(written).status_code for _ in range(5)] == [200] * 5
    assert limited.withdraws(written).status_code == 204


@pytest.mark.parametrize("path", ["", "&action=preview"])
def test_the_page_form_keeps_the_text_and_asks_to_wait(
    limited: Ada, clean: Engine, path: str
) -> None:
    form = {"author_name": "Ada", "consent": "true", "body": "Kept words."}
    if path:
        form["action"] = "preview"
        limited.client.post("/articles/first/comments", data=form)
    else:
        limited.posts()
        limited.posts()

    with nothing_stored(clean):
        answer = limited.client.post("/articles/first/comments", data=form)

    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_without_limits_nobody_waits_and_speed_is_no_finding(
    ada: Ada, session: Session
) -> None:
    answers = [ada.posts() for _ in range(25)]

    assert {answer.status_code for answer in answers} == {201}
    findings = [f for r in session.query(Revision) for f in r.findings]
    assert not {"speed", "repeats"} & {finding["detail"] for finding in findings}


@pytest.mark.usefixtures("article")
def test_repeating_oneself_is_a_finding_and_no_more(
    client_with: Callable[..., PageClient], session: Session
) -> None:
    ada = Ada(client_with(rate_limits={"client": "100/minute"}))
    words = "These are the same words again, long enough to be no accident."

    for n in range(8):
        assert ada.posts(words, author_name=f"Ada {n}").status_code == 201

    session.rollback()
    revisions = session.query(Revision).order_by(Revision.comment_id).all()
    assert {revision.state for revision in revisions} == {"pending"}
    details = [f["detail"] for f in revisions[-1].findings if f["check"] == "spam"]
    assert details
    assert set(details) <= {"speed", "repeats"}
