"""What an author is told of the own comment, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Revision, Site
from commentbox.models.ids import new_id
from commentbox.rulebook.publish import publish_rulebook
from commentbox.rulebook.queries import rulebook_in_force
from tests.factories import NOON
from tests.integration.people import Ada, Grace, bearer, nothing_stored
from tests.page import PageClient, json_of

WRONG_TOKENS: list[tuple[str, dict[str, str]]] = [
    ("none", {}),
    ("empty", {"Authorization": "Bearer "}),
    ("no scheme", {"Authorization": "x" * 43}),
    ("another scheme", {"Authorization": "Basic eDp5"}),
    ("a wrong one", {"Authorization": "Bearer " + "x" * 43}),
    ("not ASCII", {"Authorization": "Bearer ü\u00ff"}),
    ("very long", {"Authorization": "Bearer " + "x" * 10_000}),
]
ACTS: list[tuple[str, Callable[[PageClient, str, dict[str, str]], Any]]] = [
    ("ask", lambda c, url, h: c.get(f"{url}/status", headers=h)),
    ("edit", lambda c, url, h: c.patch(url, json={"body": "Mine now."}, headers=h)),
    ("withdraw", lambda c, url, h: c.delete(url, headers=h)),
]
acts = pytest.mark.parametrize("act", [a[1] for a in ACTS], ids=[a[0] for a in ACTS])


@acts
@pytest.mark.parametrize(
    "headers", [t[1] for t in WRONG_TOKENS], ids=[t[0] for t in WRONG_TOKENS]
)
def test_without_the_token_nobody_may_act(
    ada: Ada, clean: Engine, act: Callable[..., Any], headers: dict[str, str]
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = act(ada.client, f"/api/comments/{written.id}", headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/problem+json"


@acts
def test_the_token_of_another_comment_opens_nothing(
    ada: Ada, clean: Engine, act: Callable[..., Any]
) -> None:
    mine, other = ada.writes(), ada.writes()

    with nothing_stored(clean):
        answer = act(ada.client, f"/api/comments/{other.id}", bearer(mine.token))

    assert answer.status_code == 401


@acts
def test_an_unknown_comment_answers_as_a_wrong_token_does(
    ada: Ada, act: Callable[..., Any]
) -> None:
    written = ada.writes()

    unknown = act(ada.client, f"/api/comments/{new_id()}", bearer(written.token))
    wrong = act(ada.client, f"/api/comments/{written.id}", bearer("x" * 43))

    assert unknown.status_code == wrong.status_code == 401
    assert unknown.data == wrong.data


@acts
@pytest.mark.parametrize("id_", ["1", "x", "0" * 31, "%00", "first"])
def test_what_is_no_id_is_not_found(
    ada: Ada, act: Callable[..., Any], id_: str
) -> None:
    answer = act(ada.client, f"/api/comments/{id_}", bearer("x" * 43))

    assert answer.status_code == 404


@acts
def test_neither_a_moderators_nor_a_sites_token_makes_an_author(
    ada: Ada, grace: Grace, clean: Engine, act: Callable[..., Any]
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = act(ada.client, f"/api/comments/{written.id}", grace.headers)

    assert answer.status_code == 401


def test_an_author_reads_the_own_waiting_comment(ada: Ada) -> None:
    written = ada.writes("Well *said*.")

    answer = ada.asks(written)

    assert answer.headers["Cache-Control"] == "no-store"
    status = json_of(answer)
    assert status["id"] == written.id
    assert status["state"] == "pending"
    assert status["public"] is False
    assert status["permalink"] is None
    assert status["body"] == "Well *said*."
    assert status["html"].strip() == "<p>Well <em>said</em>.</p>"
    assert status["decisions"] == []
    assert status["statement"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", status["posted_at"])


def test_an_author_reads_that_it_is_public(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.approves(written)

    status = ada.status(written)

    assert status["state"] == "approved"
    assert status["public"] is True
    assert status["permalink"].endswith(f"/comments/{written.id}")
    assert [(d["to"], d["rule"]) for d in status["decisions"]] == [("approved", None)]
    assert status["statement"] is None


def test_an_approved_reply_is_not_public_before_its_parent_is(
    ada: Ada, grace: Grace
) -> None:
    parent = ada.writes()
    reply = ada.writes(parent=parent.id)
    grace.approves(reply)

    status = ada.status(reply)

    assert (status["state"], status["public"]) == ("approved", False)
    assert status["permalink"] is None


@pytest.mark.parametrize("to", ["rejected", "removed"])
def test_who_is_turned_down_is_told_rule_facts_and_redress(
    ada: Ada, grace: Grace, to: str
) -> None:
    written = ada.writes()
    if to == "removed":
        grace.approves(written)
    grace.decided(written, to, rule="topic", note="This is about cars.")

    status = ada.status(written)

    assert status["state"] == to
    assert status["public"] is False
    statement = status["statement"]
    assert statement["rule"] == "topic"
    assert statement["rule_title"] == "To the point"
    assert statement["rule_text"].startswith("Your comment relates to")
    assert statement["facts"] == "This is about cars."
    assert statement["automated_detection"] is False
    assert statement["automated_decision"] is False
    assert statement["rulebook_version"] == 1
    assert statement["rulebook_url"].endswith("/rules?version=1")
    assert statement["restriction"]
    assert statement["redress"]
    assert ada.client.get(statement["rulebook_url"]).status_code == 200
    last = status["decisions"][-1]
    assert (last["to"], last["rule"], last["reason"]) == (
        to,
        "topic",
        "This is about cars.",
    )
    assert "moderator" not in last


def test_a_program_that_marked_the_text_is_named(ada: Ada, grace: Grace) -> None:
    written = ada.writes("You are a stupid idiot, a moron and a piece of shit.")
    grace.decided(written, "rejected")

    statement = ada.status(written)["statement"]

    assert statement["automated_detection"] is True
    assert statement["automated_decision"] is False


def test_the_statement_keeps_the_wording_of_its_day(
    ada: Ada, grace: Grace, session: Session, site: Site
) -> None:
    written = ada.writes()
    grace.decided(written, "rejected", rule="topic")
    document = dict(rulebook_in_force(session, site.id).document)
    document["rules"] = [
        rule | {"texts": {"en": {"title": "Renamed", "text": "Reworded."}}}
        for rule in document["rules"]
    ]
    publish_rulebook(session, site.id, document, now=NOON)
    session.commit()

    statement = ada.status(written)["statement"]

    assert statement["rule_title"] == "To the point"
    assert statement["rulebook_version"] == 1


def test_spam_gets_no_statement(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.decided(written, "spam")

    status = ada.status(written)

    assert status["state"] == "spam"
    assert status["statement"] is None


def test_a_statement_goes_when_the_decision_is_reversed(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.decided(written, "rejected")
    grace.approves(written)

    assert ada.status(written)["statement"] is None


@pytest.mark.parametrize(
    "body",
    [
        "You are a stupid idiot, a moron and a worthless piece of shit.",
        "Buy cheap viagra online casino http://a.example http://b.example "
        "http://c.example http://d.example http://e.example",
    ],
)
def test_what_a_machine_held_back_reads_pending_to_its_author(
    ada: Ada, session: Session, body: str
) -> None:
    written = ada.writes(body)
    assert session.scalars(select(Revision)).one().state is not State.PENDING

    status = ada.status(written)

    assert status["state"] == "pending"
    assert status["decisions"] == []
    assert status["statement"] is None
