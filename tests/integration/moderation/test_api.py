"""Decisions through the API: the table of moves, and what each must say."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from commentbox.domain.states import MOVES, State
from commentbox.models import Article, Decision, Revision, Via
from tests.integration.moderation.asking import NEEDS_RULE, a_comment_in, send
from tests.integration.people import Ada, Grace, nothing_stored
from tests.page import json_of


@pytest.mark.parametrize("from_state", list(State))
@pytest.mark.parametrize("to_state", list(State))
def test_a_comment_goes_where_the_table_says_and_nowhere_else(
    grace: Grace,
    session: Session,
    article: Article,
    clean: Engine,
    from_state: State,
    to_state: State,
) -> None:
    id_ = a_comment_in(session, from_state)
    rule: dict[str, Any] = {"rule": "respect"} if to_state in NEEDS_RULE else {}
    decisions = session.scalar(select(func.count()).select_from(Decision))
    session.rollback()

    if to_state in MOVES[from_state]:
        decision = grace.decided(id_, to_state, **rule)
        assert (decision["from"], decision["to"]) == (from_state, to_state)
        made = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        assert made is not None
        assert (made.from_state, made.to_state) == (from_state, to_state)
        assert made.automated is False
        assert made.via is Via.API
        assert session.scalar(select(func.count()).select_from(Decision)) == (
            (decisions or 0) + 1
        )
        assert session.scalars(select(Revision)).one().state is to_state
    else:
        with nothing_stored(clean):
            answer = grace.decides(id_, to_state, **rule)
        assert answer.status_code == 422
        assert answer.mimetype == "application/problem+json"
    assert article.key == "first"


def test_a_decision_says_who_what_when_and_under_which_rule(
    ada: Ada, grace: Grace
) -> None:
    written = ada.writes()

    answer = grace.decides(written, "rejected", rule="topic", note="  About cars. ")

    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    decision = json_of(answer)
    assert decision["comment"] == written.id
    assert decision["revision"] == 1
    assert (decision["from"], decision["to"]) == ("pending", "rejected")
    assert (decision["rule"], decision["rulebook_version"]) == ("topic", 1)
    assert decision["note"] == "About cars."
    assert decision["moderator"] == "Grace"
    assert decision["automated"] is False
    assert decision["decided_at"].endswith("Z")


@pytest.mark.parametrize("to", ["rejected", "removed"])
@pytest.mark.parametrize("rule", [None, "", "nonsense", "Respect", "\x00", "r" * 1000])
def test_who_turns_down_names_a_rule_of_the_book(
    ada: Ada, grace: Grace, clean: Engine, to: str, rule: str | None
) -> None:
    written = ada.writes()
    if to == "removed":
        grace.approves(written)

    with nothing_stored(clean):
        answer = grace.decides(written, to, rule=rule)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"rule"}


@pytest.mark.parametrize("rule", ["topic", "respect", "politics", "spam"])
def test_every_rule_of_the_book_may_be_named(ada: Ada, grace: Grace, rule: str) -> None:
    assert grace.decided(ada.writes(), "rejected", rule=rule)["rule"] == rule


def test_spam_stands_for_the_rule_about_spam(ada: Ada, grace: Grace) -> None:
    assert grace.decided(ada.writes(), "spam")["rule"] == "spam"


def test_an_approval_names_no_rule(ada: Ada, grace: Grace, clean: Engine) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = grace.decides(written, "approved", rule="respect")

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"rule"}


WRONG_FIELDS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"to", "revision"}),
    ({"to": "approved"}, {"revision"}),
    ({"revision": 1}, {"to"}),
    ({"to": "approved", "revision": None}, {"revision"}),
    ({"to": None, "revision": 1}, {"to"}),
    ({"to": "", "revision": 1}, {"to"}),
    ({"to": "published", "revision": 1}, {"to"}),
    ({"to": "APPROVED", "revision": 1}, {"to"}),
    ({"to": 1, "revision": 1}, {"to"}),
    ({"to": "approved", "revision": "1"}, {"revision"}),
    ({"to": "approved", "revision": 1.5}, {"revision"}),
    ({"to": "approved", "revision": True}, {"revision"}),
    ({"to": "approved", "revision": 1, "from": "waiting"}, {"from"}),
    ({"to": "approved", "revision": 1, "from": 1}, {"from"}),
    ({"to": "rejected", "revision": 1, "rule": ["respect"]}, {"rule"}),
    ({"to": "approved", "revision": 1, "note": "x" * 5001}, {"note"}),
    ({"to": "approved", "revision": 1, "note": 1}, {"note"}),
    ({"to": "approved", "revision": 1, "moderator": "Ada"}, {"moderator"}),
]


@pytest.mark.parametrize(("fields", "wrong"), WRONG_FIELDS)
def test_a_decision_with_wrong_fields_names_them(
    ada: Ada, grace: Grace, clean: Engine, fields: dict[str, Any], wrong: set[str]
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = send(grace, written.id, json=fields)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == wrong


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": b"", "content_type": "application/json"}, 400),
        ({"data": b"[]", "content_type": "application/json"}, 400),
        ({"data": b"[" * 100_000, "content_type": "application/json"}, 400),
        ({"data": b"to=approved&revision=1"}, 415),
        ({"data": {"to": "approved", "revision": "1"}}, 415),
        ({"data": b" " * 300_000, "content_type": "application/json"}, 413),
    ],
)
def test_only_json_is_a_decision(
    ada: Ada, grace: Grace, clean: Engine, sent: dict[str, Any], status: int
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = send(grace, written.id, **sent)

    assert answer.status_code == status


@pytest.mark.parametrize("revision", [0, -1, 2, 99, 10**30])
def test_a_text_that_never_was_is_a_wrong_field(
    ada: Ada, grace: Grace, clean: Engine, revision: int
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = grace.decides(written, "approved", revision=revision)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"revision"}
