"""The page of an author's own comment, reached by its secret address."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.models import Article, Comment
from tests.integration.people import Ada, Grace, nothing_stored
from tests.integration.posting.browsing import FORM, TYPED, fields_of, heading
from tests.page import HTML, PageClient, parse


@pytest.fixture
def own(ada: Ada) -> str:
    """Return the address of the own page of a comment."""
    location = ada.client.post(FORM, data=TYPED).headers["Location"]
    return str(location).removeprefix("https://comments.example.org")


def parts(own: str) -> tuple[str, str]:
    path, _, token = own.partition("?token=")
    return path.removesuffix("/mine"), token


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "%00", "ü"])
def test_the_own_page_needs_its_token(ada: Ada, own: str, token: str) -> None:
    path, _ = parts(own)

    page = ada.client.get(f"{path}/mine?token={token}")

    assert page.status_code == 401
    assert page.headers["Cache-Control"] == "no-store"
    assert TYPED["body"][:10] not in page.text
    assert ada.client.get(f"{path}/mine").status_code == 401


@pytest.mark.parametrize("act", ["edit", "withdraw"])
@pytest.mark.parametrize("token", [None, "", "x" * 43])
def test_without_the_token_no_form_of_it_is_taken(
    ada: Ada, own: str, clean: Engine, act: str, token: str | None
) -> None:
    path, _ = parts(own)
    fields = {"body": "Mine now."} | ({"token": token} if token is not None else {})

    with nothing_stored(clean):
        page = ada.client.post(f"{path}/{act}", data=fields)

    assert page.status_code == 401


@pytest.mark.parametrize("act", ["edit", "withdraw", "mine"])
def test_a_token_in_the_address_of_a_form_opens_nothing(
    ada: Ada, own: str, clean: Engine, act: str
) -> None:
    path, token = parts(own)

    with nothing_stored(clean):
        page = ada.client.post(f"{path}/{act}?token={token}", data={"body": "x"})

    assert page.status_code == (405 if act == "mine" else 401)


def test_an_edit_leads_back_to_the_own_page(ada: Ada, own: str) -> None:
    path, token = parts(own)

    answer = ada.client.post(
        f"{path}/edit", data={"token": token, "body": "Better *words*."}
    )

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(own)
    page = ada.client.get(own)
    assert "Better <em>words</em>." in page.text


@pytest.mark.parametrize("body", ["", " \n", "x" * 10_001])
def test_an_edit_with_errors_is_the_same_page(
    ada: Ada, own: str, clean: Engine, body: str
) -> None:
    path, token = parts(own)

    with nothing_stored(clean):
        page = ada.client.post(f"{path}/edit", data={"token": token, "body": body})

    assert page.status_code == 422
    assert page.headers["Cache-Control"] == "no-store"
    assert fields_of(page)["body"] == body
    assert fields_of(page)["token"] == token


def test_withdrawing_says_so_and_the_page_is_gone(
    ada: Ada, own: str, session: Session
) -> None:
    path, token = parts(own)

    page = ada.client.post(f"{path}/withdraw", data={"token": token})

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert heading(page) == "Your comment is withdrawn."
    assert ada.client.get(own).status_code == 404
    again = ada.client.post(f"{path}/withdraw", data={"token": token})
    assert again.status_code == 404
    assert session.scalars(select(Comment)).one().erased_at is not None


STATES: list[tuple[list[str], str]] = [
    ([], "Your comment waits for a moderator."),
    (["approved"], "Your comment is public."),
    (["rejected"], "Your comment was not published."),
    (["spam"], "Your comment was not published."),
    (["approved", "removed"], "Your comment was taken down."),
    (
        ["approved", "edit"],
        "Your comment is public, your change waits for a moderator.",
    ),
    (["rejected", "edit"], "Your new text waits for a moderator."),
]


@pytest.mark.parametrize(("moves", "says"), STATES)
def test_the_own_page_says_where_the_comment_stands(
    ada: Ada, grace: Grace, own: str, moves: list[str], says: str
) -> None:
    path, token = parts(own)
    id_ = path.removeprefix("/comments/")
    for to in moves:
        if to == "edit":
            ada.client.post(f"{path}/edit", data={"token": token, "body": "Else."})
        else:
            grace.decided(id_, to, note="The facts.")

    page = ada.client.get(own)

    assert heading(page) == says
    told_why = bool({"rejected", "removed"} & set(moves))
    assert ("The facts." in page.text) is told_why


def test_a_page_of_another_comment_is_not_opened(ada: Ada, own: str) -> None:
    other: Any = ada.client.post(FORM, data=TYPED | {"body": "Else."}).headers
    path, _ = parts(own)
    token = other["Location"].partition("token=")[2]

    assert ada.client.get(f"{path}/mine?token={token}").status_code == 401


def test_the_form_names_the_article_that_it_belongs_to(
    client: PageClient, article: Article
) -> None:
    page = client.get("/articles/first")

    forms = [
        f for f in parse(page.text).iter(f"{HTML}form") if f.get("method") == "post"
    ]
    actions = [str(f.get("action")) for f in forms]
    assert actions == [
        f"https://comments.example.org/articles/{article.key}/comments#write"
    ]
