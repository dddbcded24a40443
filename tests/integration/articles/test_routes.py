"""Publishers make articles known, with the token of their site."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.models import Article, Discussion, Site, TokenKind
from tests.factories import a_site, a_token
from tests.integration.people import Ada, Grace, at_once, bearer, nothing_stored
from tests.page import PageClient, json_of

FACTS = {"url": "https://blog.example.org/lamp", "title": "A lamp"}
EVERYTHING = FACTS | {
    "author": "Hedy",
    "language": "de",
    "published_at": "2026-01-31T12:00:00+01:00",
    "body": "<p>All about <b>lamps</b>.</p><script>alert(1)</script>",
    "comments": "closed",
}


@pytest.fixture
def publisher(client: PageClient, session: Session, site: Site) -> Publisher:
    token = a_token(session, TokenKind.SITE, site=site)
    session.commit()
    return Publisher(client, token)


class Publisher:
    def __init__(self, client: PageClient, token: str) -> None:
        self.client = client
        self.headers = bearer(token)

    def puts(self, key: str, facts: Any = FACTS, **query: str) -> TestResponse:
        return self.client.put(
            f"/api/articles/{key}",
            query_string=query,
            json=facts,
            headers=self.headers,
        )

    def puts_any(self, key: str, facts: Any = FACTS) -> TestResponse:
        return self.client.put(
            "/api/articles",
            query_string={"article": key},
            json=facts,
            headers=self.headers,
        )


def the_article(session: Session) -> Article:
    session.rollback()
    return session.scalars(select(Article)).one()


def test_an_article_is_new_once_and_changed_afterwards(publisher: Publisher) -> None:
    first = publisher.puts("lamp")
    again = publisher.puts("lamp", FACTS | {"title": "A brighter lamp"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.headers["Cache-Control"] == "no-store"
    said = json_of(first)
    assert (said["key"], said["title"], said["url"]) == (
        "lamp",
        "A lamp",
        "https://blog.example.org/lamp",
    )
    assert said["comments"] == "open"
    assert json_of(again)["title"] == "A brighter lamp"


def test_a_new_article_can_be_discussed_at_once(publisher: Publisher) -> None:
    publisher.puts("lamp")

    answer = Ada(publisher.client).posts(article="lamp")

    assert answer.status_code == 201


def test_everything_that_is_said_of_an_article_is_kept(
    publisher: Publisher, session: Session
) -> None:
    answer = publisher.puts("lamp", EVERYTHING)

    assert answer.status_code == 201
    assert json_of(answer)["published_at"] == "2026-01-31T11:00:00.000Z"
    article = the_article(session)
    assert (article.author, article.language) == ("Hedy", "de")
    assert article.published_at == datetime(2026, 1, 31, 11, tzinfo=UTC)
    assert article.body == "All about lamps."
    assert article.comments is Discussion.CLOSED


def test_what_is_left_out_stays_as_it_was(
    publisher: Publisher, session: Session
) -> None:
    publisher.puts("lamp", EVERYTHING)

    answer = publisher.puts("lamp", FACTS | {"author": None})

    assert answer.status_code == 200
    article = the_article(session)
    assert (article.author, article.language) == ("Hedy", "de")
    assert article.body == "All about lamps."
    assert article.comments is Discussion.CLOSED


def test_an_article_speaks_the_language_of_its_site(
    publisher: Publisher, session: Session
) -> None:
    publisher.puts("lamp")

    assert the_article(session).language == "en"


def test_the_body_is_for_the_screening_and_never_shown(publisher: Publisher) -> None:
    publisher.puts("lamp", FACTS | {"body": "Unmistakeable words."})

    for url in (
        "/articles/lamp",
        "/api/comments?article=lamp",
        "/articles/lamp/feed.atom",
        "/feed.json",
    ):
        assert "Unmistakeable" not in publisher.client.get(url).text


@pytest.mark.parametrize("comments", ["open", "closed", "hidden"])
def test_a_discussion_can_be_opened_closed_and_hidden(
    publisher: Publisher, session: Session, comments: str
) -> None:
    publisher.puts("lamp")

    answer = publisher.puts("lamp", FACTS | {"comments": comments})

    assert json_of(answer)["comments"] == comments
    assert the_article(session).comments == comments


def test_the_same_again_changes_nothing(publisher: Publisher, clean: Engine) -> None:
    publisher.puts("lamp", EVERYTHING)

    with nothing_stored(clean):
        answer = publisher.puts("lamp", EVERYTHING)

    assert answer.status_code == 200


def test_a_new_title_changes_what_readers_get(publisher: Publisher) -> None:
    publisher.puts("lamp")
    urls = ["/articles/lamp", "/api/comments?article=lamp", "/articles/lamp/feed.rss"]
    before = [publisher.client.get(url).headers["ETag"] for url in urls]

    publisher.puts("lamp", FACTS | {"title": "A brighter lamp"})

    for url, tag in zip(urls, before, strict=True):
        answer = publisher.client.get(url)
        assert answer.headers["ETag"] != tag
        assert "A brighter lamp" in answer.text


WRONG: list[tuple[dict[str, Any], set[str]]] = [
    ({"url": None}, {"url"}),
    ({"url": ""}, {"url"}),
    ({"url": "blog.example.org/lamp"}, {"url"}),
    ({"url": "/lamp"}, {"url"}),
    ({"url": "javascript:alert(1)"}, {"url"}),
    ({"url": "ftp://blog.example.org"}, {"url"}),
    ({"url": "https://"}, {"url"}),
    ({"url": "https://a.example/\x00"}, {"url"}),
    ({"url": "https://a.example/" + "x" * 2000}, {"url"}),
    ({"url": 1}, {"url"}),
    ({"title": None}, {"title"}),
    ({"title": ""}, {"title"}),
    ({"title": " \n\u200b"}, {"title"}),
    ({"title": "x" * 501}, {"title"}),
    ({"title": ["x"]}, {"title"}),
    ({"author": "x" * 501}, {"author"}),
    ({"language": "german language"}, {"language"}),
    ({"language": "-"}, {"language"}),
    ({"language": 'de"><b>'}, {"language"}),
    ({"language": "de_DE"}, {"language"}),
    ({"published_at": "yesterday"}, {"published_at"}),
    ({"published_at": "2026-01-31T12:00:00"}, {"published_at"}),
    ({"published_at": "2026-13-31T12:00:00Z"}, {"published_at"}),
    ({"published_at": "0001-01-01T00:00:00+23:59"}, {"published_at"}),
    ({"published_at": 1_700_000_000}, {"published_at"}),
    ({"comments": "shut"}, {"comments"}),
    ({"comments": True}, {"comments"}),
    ({"body": "ü" * 500_001}, {"body"}),
    ({"count": 5}, {"count"}),
    ({"url": "", "title": ""}, {"url", "title"}),
]


@pytest.mark.parametrize(("changed", "wrong"), WRONG)
def test_what_does_not_fit_is_named_and_nothing_is_stored(
    publisher: Publisher, clean: Engine, changed: dict[str, Any], wrong: set[str]
) -> None:
    with nothing_stored(clean):
        answer = publisher.puts("lamp", FACTS | changed)

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert set(json_of(answer)["errors"]) == wrong


@pytest.mark.parametrize(
    "body",
    [
        "",
        "x" * 1_000_000,
        "<p>" * 300_000,
        "\x00\ud800",
        "<!--" * 250_000,
        "ü" * 500_000,
    ],
    ids=["empty", "1 MB", "nested", "no text", "comments", "two bytes each"],
)
def test_a_body_of_up_to_one_megabyte_is_taken(publisher: Publisher, body: str) -> None:
    answer = publisher.puts("lamp", FACTS | {"body": body})

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": b"{", "content_type": "application/json"}, 400),
        ({"data": b"[" * 100_000, "content_type": "application/json"}, 400),
        ({"data": b"[]", "content_type": "application/json"}, 400),
        ({"data": FACTS}, 415),
        ({"data": b" " * 8_000_001, "content_type": "application/json"}, 413),
    ],
    ids=["half", "deep", "list", "form", "8 MB"],
)
def test_only_json_of_a_reasonable_size_is_taken(
    publisher: Publisher, clean: Engine, sent: dict[str, Any], status: int
) -> None:
    with nothing_stored(clean):
        answer = publisher.client.put(
            "/api/articles/lamp", headers=publisher.headers, **sent
        )

    assert answer.status_code == status


@pytest.mark.parametrize("key", ["lamp", "a.b_c~d:e@f!g-h", "x" * 200, "-", "~"])
def test_a_key_in_the_path_and_in_the_query_name_the_same_article(
    publisher: Publisher, key: str
) -> None:
    first, again = publisher.puts(key), publisher.puts_any(key)

    assert (first.status_code, again.status_code) == (201, 200)
    assert json_of(first) == json_of(again)
    assert json_of(first)["key"] == key
    assert json_of(first)["discussion_url"].endswith(f"/articles/{key}")


@pytest.mark.parametrize(
    "key", ["https://blog.example.org/a?b=c&d#e", "über uns", "a/b", "..", "x" * 2000]
)
def test_any_other_key_is_given_in_the_query(publisher: Publisher, key: str) -> None:
    answer = publisher.puts_any(key)

    assert answer.status_code == 201
    assert json_of(answer)["key"] == key
    page = publisher.client.get(json_of(answer)["discussion_url"])
    assert page.status_code == 200


@pytest.mark.parametrize(
    "key", ["", "\x00", "a\nb", "a\x7fb", "\u202e", "x" * 2001, "ü" * 1001]
)
def test_what_is_no_key_is_refused(
    publisher: Publisher, clean: Engine, key: str
) -> None:
    with nothing_stored(clean):
        answer = publisher.puts_any(key)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"article"}


def test_only_a_sites_token_makes_an_article(
    publisher: Publisher, grace: Grace, clean: Engine
) -> None:
    with nothing_stored(clean):
        answers = [
            publisher.client.put("/api/articles/lamp", json=FACTS, headers=headers)
            for headers in ({}, bearer("x" * 43), grace.headers)
        ]

    assert [answer.status_code for answer in answers] == [401, 401, 403]
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"


def test_a_token_makes_articles_of_its_own_site_only(
    publisher: Publisher, session: Session, clean: Engine
) -> None:
    a_site(session, "second", url="https://second.example.org")
    session.commit()

    with nothing_stored(clean):
        answer = publisher.puts("lamp", site="second")

    assert answer.status_code == 403
    assert publisher.puts("lamp", site="blog").status_code == 201
    assert publisher.puts("lamp").status_code == 200


def test_two_sites_may_use_one_key(
    publisher: Publisher, client: PageClient, session: Session
) -> None:
    second = a_site(session, "second", url="https://second.example.org")
    other = Publisher(client, a_token(session, TokenKind.SITE, site=second))
    session.commit()

    first, then = publisher.puts("lamp"), other.puts("lamp")

    assert (first.status_code, then.status_code) == (201, 201)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Article)) == 2


@pytest.mark.usefixtures("client")
def test_an_article_that_comes_in_twice_at_once_is_one(
    app: Flask, publisher: Publisher, session: Session
) -> None:
    token = publisher.headers["Authorization"].removeprefix("Bearer ")

    answers = at_once(
        app,
        8,
        lambda client, n: Publisher(client, token).puts(
            "lamp", FACTS | {"title": f"Title {n}"}
        ),
    )

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 7}
    assert the_article(session).key == "lamp"


@pytest.mark.usefixtures("article")
def test_changing_an_article_and_deciding_below_it_at_once_loses_neither(
    app: Flask, publisher: Publisher, ada: Ada, grace: Grace, session: Session
) -> None:
    written = [ada.writes() for _ in range(6)]
    tokens = [
        headers["Authorization"].removeprefix("Bearer ")
        for headers in (publisher.headers, grace.headers)
    ]

    def act(client: PageClient, turn: int) -> int:
        if turn % 2:
            facts = FACTS | {"title": f"Title {turn}"}
            return Publisher(client, tokens[0]).puts("first", facts).status_code
        return (
            Grace(client, tokens[1]).decides(written[turn // 2], "approved").status_code
        )

    statuses = Counter(at_once(app, 12, act))

    assert statuses == {200: 6, 201: 6}
    article = the_article(session)
    assert article.comment_count == 6
    assert article.title.startswith("Title ")


def test_a_title_is_stored_in_one_line_without_what_hides(
    publisher: Publisher, session: Session
) -> None:
    publisher.puts(
        "lamp",
        FACTS | {"title": " A\u202e lamp\n<b>on</b>\x00 ", "author": "\u200bHedy "},
    )

    article = the_article(session)
    assert article.title == "A lamp <b>on</b>"
    assert article.author == "Hedy"
