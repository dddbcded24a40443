"""Each comment is taken in once, however often and how fast it is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from commentbox.models import Comment, Discussion, IdempotencyKey, PostFingerprint, Site
from commentbox.models.ids import new_id
from commentbox.rulebook.publish import publish_notice
from commentbox.rulebook.queries import notice_in_force
from tests.factories import NOON, a_site, an_article
from tests.integration.people import Ada, at_once, nothing_stored, rows
from tests.page import PageClient, json_of

KEY = {"Idempotency-Key": "8c1e4a3e-0f6b-4a1c-9d1e-000000000001"}


def comments(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Comment)) or 0


def test_the_same_key_and_body_give_the_same_answer(ada: Ada, clean: Engine) -> None:
    first = ada.posts("Well said.", headers=KEY)

    with nothing_stored(clean):
        again = ada.posts("Well said.", headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data


def test_a_replay_counts_by_what_was_said_not_by_its_spelling(ada: Ada) -> None:
    first = ada.sends(
        {"author_name": "Ada", "body": "Well said.", "consent": True}, headers=KEY
    )

    again = ada.client.post(
        "/api/comments?article=first",
        data={"body": " Well said.\r\n", "author_name": "Ada", "consent": "true"},
        headers=KEY,
    )

    assert again.data == first.data


@pytest.mark.parametrize(
    "changed",
    [
        {"body": "Well said!"},
        {"author_name": "ada"},
        {"author_email": "ada@example.org"},
        {"author_url": "https://example.org"},
    ],
)
def test_the_same_key_with_another_body_is_refused(
    ada: Ada, clean: Engine, changed: dict[str, str]
) -> None:
    fields = {"author_name": "Ada", "body": "Well said.", "consent": True}
    ada.sends(fields, headers=KEY)

    with nothing_stored(clean):
        answer = ada.sends(fields | changed, headers=KEY)

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert "author_token" not in answer.text


@pytest.mark.parametrize(
    "key",
    ["", " ", "a b", "\t", "é", "x" * 256, "a\x7f", "ключ".encode().decode("latin-1")],
)
def test_a_key_has_1_to_255_visible_characters(
    ada: Ada, clean: Engine, key: str
) -> None:
    with nothing_stored(clean):
        answer = ada.posts(headers={"Idempotency-Key": key})

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"Idempotency-Key"}


@pytest.mark.parametrize("key", ["!", "~", "x" * 255, '"quoted"', "a,b;c=d"])
def test_any_visible_characters_make_a_key(ada: Ada, key: str) -> None:
    first = ada.posts("Well said.", headers={"Idempotency-Key": key})

    again = ada.posts("Well said.", headers={"Idempotency-Key": key})

    assert first.status_code == 201
    assert again.data == first.data


def test_a_key_is_good_for_one_article(ada: Ada, session: Session) -> None:
    an_article(session, "second")
    session.commit()

    first = ada.posts("Well said.", headers=KEY)
    second = ada.posts("Something else.", headers=KEY, article="second")

    assert (first.status_code, second.status_code) == (201, 201)
    assert json_of(first)["id"] != json_of(second)["id"]


def test_a_key_is_good_for_one_site(ada: Ada, session: Session) -> None:
    an_article(session, "first", site=a_site(session, "second"))
    session.commit()
    fields = {"author_name": "Ada", "body": "Well said.", "consent": True}

    answers = [
        ada.client.post(
            f"/api/comments?article=first&site={site}", json=fields, headers=KEY
        )
        for site in ("blog", "second")
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert json_of(answers[0])["id"] != json_of(answers[1])["id"]


def test_neither_key_nor_client_is_stored_readably(ada: Ada, session: Session) -> None:
    ada.posts(headers=KEY)

    key = session.scalars(select(IdempotencyKey)).one()
    mark = session.scalars(select(PostFingerprint)).one()
    stored = [key.key_hash, key.body_hash, mark.fingerprint, mark.client_hash]
    assert all(len(value) == 64 for value in stored)
    assert len(set(stored)) == 4


def test_a_key_is_erased_with_its_comment(ada: Ada, session: Session) -> None:
    written = ada.writes("Well said.", headers=KEY)

    ada.withdraws(written)

    assert not session.scalars(select(IdempotencyKey)).all()
    assert not session.scalars(select(PostFingerprint)).all()


def test_a_replay_is_answered_although_the_discussion_was_closed(
    ada: Ada, session: Session
) -> None:
    first = ada.posts("Well said.", headers=KEY)
    an_article(session, comments=Discussion.CLOSED)
    session.commit()

    again = ada.posts("Well said.", headers=KEY)

    assert again.data == first.data


def test_a_replay_is_answered_although_the_notice_was_reworded(
    ada: Ada, session: Session, site: Site
) -> None:
    first = ada.posts("Well said.", notice_version=1, headers=KEY)
    publish_notice(
        session, site.id, notice_in_force(session, site.id).document, now=NOON
    )
    session.commit()

    again = ada.posts("Well said.", notice_version=1, headers=KEY)

    assert again.data == first.data


@pytest.mark.usefixtures("article")
def test_a_replay_does_not_count_against_the_limits(
    client_with: Callable[..., PageClient],
) -> None:
    ada = Ada(client_with(rate_limits={"client": "2/minute"}))
    first = ada.posts("Well said.", headers=KEY)

    again = [ada.posts("Well said.", headers=KEY) for _ in range(5)]

    assert {answer.data for answer in again} == {first.data}
    assert ada.posts().status_code == 201


FIFTY = 50


@pytest.mark.usefixtures("client", "article")
def test_fifty_requests_with_one_key_make_one_comment(
    app: Flask, session: Session, clean: Engine
) -> None:
    before = rows(clean)

    answers = at_once(
        app, FIFTY, lambda client, _: Ada(client).posts("Well said.", headers=KEY)
    )

    assert Counter(answer.status_code for answer in answers) == {201: FIFTY}
    assert len({answer.data for answer in answers}) == 1
    after = rows(clean)
    assert after["comment"] - before["comment"] == 1
    assert after["revision"] - before["revision"] == 1
    assert after["consent"] - before["consent"] == 1
    assert comments(session) == 1


@pytest.mark.usefixtures("client", "article")
def test_one_key_with_two_bodies_at_once_lets_one_of_them_in(
    app: Flask, session: Session
) -> None:
    answers = at_once(
        app,
        16,
        lambda client, n: Ada(client).posts(f"Body {n % 2}.", headers=KEY),
    )

    assert Counter(answer.status_code for answer in answers) == {201: 8, 422: 8}
    assert comments(session) == 1


@pytest.mark.usefixtures("client", "article")
def test_twenty_times_the_same_at_once_is_one_comment(
    app: Flask, session: Session
) -> None:
    answers = at_once(app, 20, lambda client, _: Ada(client).posts("Well said."))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 19}
    assert comments(session) == 1


@pytest.mark.usefixtures("client", "article")
def test_twenty_different_comments_at_once_are_all_taken(
    app: Flask, session: Session
) -> None:
    answers = at_once(app, 20, lambda client, n: Ada(client).posts(f"I am {n}."))

    assert {answer.status_code for answer in answers} == {201}
    assert len({json_of(answer)["id"] for answer in answers}) == 20
    assert comments(session) == 20


def test_an_exact_duplicate_is_refused_and_says_nothing_of_the_first(
    ada: Ada, clean: Engine
) -> None:
    first = ada.posts("Well said.")

    with nothing_stored(clean):
        again = ada.posts("Well said.")

    assert again.status_code == 409
    assert again.mimetype == "application/problem+json"
    assert json_of(first)["id"] not in again.text
    assert json_of(first)["author_token"] not in again.text


def test_another_key_does_not_make_a_duplicate_another_comment(
    ada: Ada, clean: Engine
) -> None:
    ada.posts("Well said.", headers={"Idempotency-Key": "one"})

    with nothing_stored(clean):
        again = ada.posts("Well said.", headers={"Idempotency-Key": "two"})

    assert again.status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"body": "Well said!"},
        {"body": "well said."},
        {"author_name": "ada"},
        {"author_email": "ada@example.org"},
        {"author_url": "https://example.org"},
    ],
)
def test_what_differs_in_any_field_is_no_duplicate(
    ada: Ada, changed: dict[str, str]
) -> None:
    fields = {"author_name": "Ada", "body": "Well said.", "consent": True}
    ada.sends(fields)

    assert ada.sends(fields | changed).status_code == 201


def test_the_same_words_to_another_parent_are_no_duplicate(ada: Ada) -> None:
    one, other = ada.writes(), ada.writes()
    ada.posts("Thank you!", parent=one.id)

    assert ada.posts("Thank you!", parent=other.id).status_code == 201
    assert ada.posts("Thank you!").status_code == 201
    assert ada.posts("Thank you!", parent=one.id).status_code == 409


def test_the_same_words_under_another_article_are_no_duplicate(
    ada: Ada, session: Session
) -> None:
    an_article(session, "second")
    session.commit()
    ada.posts("Thank you!")

    assert ada.posts("Thank you!", article="second").status_code == 201


def test_the_same_words_of_another_client_are_no_duplicate(ada: Ada) -> None:
    fields = {"author_name": "Ada", "body": "Thank you!", "consent": True}
    ada.sends(fields, environ_base={"REMOTE_ADDR": "192.0.2.1"})

    other = ada.sends(fields, environ_base={"REMOTE_ADDR": "192.0.2.2"})

    assert other.status_code == 201


@pytest.mark.parametrize("status", [422, 409])
def test_what_was_refused_does_not_count_as_a_first_time(
    ada: Ada, session: Session, status: int
) -> None:
    fields = {"author_name": "Ada", "body": "Thank you!", "consent": True}
    if status == 422:
        refused = ada.sends(fields | {"parent": str(new_id())})
    else:
        an_article(session, comments=Discussion.CLOSED)
        session.commit()
        refused = ada.sends(fields, headers=KEY)
        an_article(session, comments=Discussion.OPEN)
        session.commit()
    assert refused.status_code == status

    assert ada.sends(fields, headers=KEY).status_code == 201
