"""Comments that the token of an earlier one proves to be of one author."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Article, Comment, Site, TokenKind
from tests.factories import a_site, a_token, an_article
from tests.integration.people import Ada, Grace, Written, bearer
from tests.page import json_of

KEY = {"Idempotency-Key": "8c1e4a3e-0f6b-4a1c-9d1e-00000000000a"}


def stored(session: Session, written: Written | str) -> Comment:
    session.rollback()
    id_ = written.id if isinstance(written, Written) else written
    return session.get_one(Comment, UUID(id_))


def test_the_token_of_an_earlier_comment_says_that_both_are_of_one_author(
    ada: Ada, session: Session
) -> None:
    first = ada.writes()

    second = ada.writes(headers=bearer(first.token))

    assert stored(session, second).author_id == UUID(first.id)
    assert stored(session, first).identity == stored(session, second).identity


def test_a_chain_of_tokens_leads_to_the_first_comment(
    ada: Ada, session: Session
) -> None:
    first = ada.writes()
    second = ada.writes(headers=bearer(first.token))

    third = ada.writes(headers=bearer(second.token))

    assert stored(session, third).identity == UUID(first.id)


def test_each_comment_keeps_a_token_of_its_own(ada: Ada) -> None:
    first = ada.writes()

    second = ada.writes(headers=bearer(first.token))

    assert second.token != first.token
    assert ada.asks(second).status_code == 200
    assert ada.asks(Written(second.id, first.token)).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"Authorization": ""}, id="empty"),
        pytest.param({"Authorization": "Bearer"}, id="no token"),
        pytest.param({"Authorization": "Bearer " + "x" * 43}, id="unknown"),
        pytest.param({"Authorization": "Bearer " + "x" * 10_000}, id="very long"),
        pytest.param({"Authorization": "Bearer ü\u00ff"}, id="not ASCII"),
        pytest.param({"Authorization": "Bearer %' OR 1=1 --"}, id="SQL"),
        pytest.param({"Authorization": "Basic eDp5"}, id="another scheme"),
    ],
)
def test_what_opens_nothing_links_nothing_and_is_no_error(
    ada: Ada, session: Session, headers: dict[str, str]
) -> None:
    ada.writes()

    written = ada.writes(headers=headers)

    assert stored(session, written).author_id is None


def test_the_token_of_a_withdrawn_comment_links_nothing(
    ada: Ada, session: Session
) -> None:
    first = ada.writes()
    ada.withdraws(first)

    second = ada.writes(headers=bearer(first.token))

    assert stored(session, second).author_id is None


def test_the_token_of_another_site_links_nothing(
    ada: Ada, session: Session, article: Article
) -> None:
    other = a_site(session, "shop", url="https://shop.example.org")
    an_article(session, "lamp", site=other, url="https://shop.example.org/lamp")
    session.commit()
    lamp = ada.client.post(
        "/api/comments?site=shop&article=lamp",
        json={"author_name": "Ada", "body": "A fine lamp.", "consent": True},
    )
    token = json_of(lamp)["author_token"]

    answer = ada.client.post(
        "/api/comments?site=blog&article=first",
        json={"author_name": "Ada", "body": "A fine one.", "consent": True},
        headers=bearer(token),
    )

    assert stored(session, json_of(answer)["id"]).author_id is None


@pytest.mark.parametrize("kind", [TokenKind.SITE, TokenKind.MODERATOR])
def test_a_token_of_a_program_is_nobody_here(
    ada: Ada, session: Session, site: Site, kind: TokenKind
) -> None:
    token = a_token(session, kind, site=site)
    session.commit()

    written = ada.writes(headers=bearer(token))

    assert stored(session, written).author_id is None


def test_a_hash_that_leaked_is_no_token(ada: Ada, session: Session) -> None:
    first = ada.writes()
    leaked = stored(session, first).token_hash

    second = ada.writes(headers=bearer(leaked))

    assert stored(session, second).author_id is None


def test_a_replay_answers_the_same_with_and_without_a_token(ada: Ada) -> None:
    first = ada.writes()
    sent = ada.posts("Well said.", headers=KEY | bearer(first.token))

    again = ada.posts("Well said.", headers=KEY)

    assert again.data == sent.data


def test_the_guard_against_doubles_does_not_look_at_tokens(ada: Ada) -> None:
    first = ada.writes("Well said.")

    again = ada.posts("Well said.", headers=bearer(first.token))

    assert again.status_code == 409


def test_readers_never_learn_who_is_one_author(ada: Ada, grace: Grace) -> None:
    first = ada.writes(author_name="Ada")
    second = ada.writes(author_name="Heidi", headers=bearer(first.token))
    grace.approves(second)

    answers = [
        ada.client.get("/api/comments?article=first"),
        ada.client.get("/articles/first"),
        *(ada.client.get(f"/feed.{format_}") for format_ in ("rss", "atom", "json")),
    ]

    assert all(second.id in answer.get_data(as_text=True) for answer in answers)
    assert all(first.id not in answer.get_data(as_text=True) for answer in answers)


def test_the_author_does_not_learn_it_from_the_status_either(ada: Ada) -> None:
    first = ada.writes()
    second = ada.writes(headers=bearer(first.token))

    told: dict[str, Any] = ada.status(second)

    assert first.id not in str(told)


def test_withdrawing_one_cuts_its_link(ada: Ada, session: Session) -> None:
    first = ada.writes()
    second = ada.writes(headers=bearer(first.token))

    ada.withdraws(second)

    assert stored(session, second).author_id is None
