"""Who may read and write from a browser: reads from anywhere, writes from the site."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.models import Article, Site
from tests.factories import a_site, an_article
from tests.integration.people import Ada, Grace, Written, bearer, nothing_stored
from tests.page import PageClient, json_of

BLOG = "https://blog.example.org"
EXTRA = "https://preview.example.net:8443"
OURS = "https://comments.example.org"
ELSEWHERE = [
    "https://evil.example",
    "http://blog.example.org",
    "https://blog.example.org.evil.example",
    "https://blog.example.org:8443",
    "https://sub.blog.example.org",
    "null",
    "",
    "https://blog.example.org/",
]
FIELDS = {"author_name": "Ada", "body": "Well said.", "consent": True}

READS = [
    "/api/comments?article=first",
    "/api/counts?article=first",
    "/articles/first",
    "/article?article=first",
    "/articles/first/comments",
    "/article/comments?article=first",
    "/articles/first/feed.rss",
    "/articles/first/feed.atom",
    "/articles/first/feed.json",
    "/article/feed.atom?article=first",
    "/feed.rss",
    "/feed.atom",
    "/feed.json",
    "/rules",
    "/rules.json",
    "/privacy",
    "/privacy.json",
]
OF_A_COMMENT = ["", "/feed.rss", "/feed.atom", "/feed.json"]


@pytest.fixture
def site(session: Session) -> Site:
    site = a_site(session, origins=[EXTRA])
    session.commit()
    return site


@pytest.fixture(autouse=True)
def something_to_read(article: Article) -> None:
    assert article.key == "first"


def has_no_cookie(answer: TestResponse) -> bool:
    return "Set-Cookie" not in answer.headers and "cookie" not in answer.vary


@pytest.mark.parametrize("origin", [None, BLOG, "https://evil.example"])
def test_promise_08_what_is_public_may_be_read_from_anywhere(
    client: PageClient, origin: str | None
) -> None:
    for url in READS:
        answer = client.get(url, headers={"Origin": origin} if origin else {})

        assert answer.status_code == 200
        assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"], url
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert has_no_cookie(answer), url


def test_a_permalink_may_be_read_from_anywhere(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.approves(written)

    for tail in OF_A_COMMENT:
        answer = ada.client.get(
            f"/comments/{written.id}{tail}", headers={"Origin": "https://evil.example"}
        )

        assert answer.status_code == (200 if tail else 303)
        assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
        assert has_no_cookie(answer)


@pytest.mark.parametrize(
    "url",
    [
        "/api/comments?article=second",
        "/api/comments?article=first&limit=0",
        "/api/comments?article=first&site=second",
        "/api/counts",
        "/articles/second",
        "/articles/second/feed.json",
        "/comments/00000000-0000-7000-8000-000000000000",
        "/rules.json?version=9",
    ],
)
def test_that_there_is_nothing_to_read_may_be_read_from_anywhere(
    client: PageClient, url: str
) -> None:
    answer = client.get(url, headers={"Origin": "https://evil.example"})

    assert answer.status_code in {404, 422}
    assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
    assert has_no_cookie(answer)


def test_an_unchanged_answer_may_be_read_from_anywhere(client: PageClient) -> None:
    known = client.get("/api/comments?article=first").headers["ETag"]

    answer = client.get("/api/comments?article=first", headers={"If-None-Match": known})

    assert answer.status_code == 304
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("origin", [BLOG, EXTRA, OURS, BLOG.upper(), None])
def test_a_page_of_the_site_may_write_and_read_the_answer(
    ada: Ada, origin: str | None
) -> None:
    answer = ada.sends(FIELDS, headers={"Origin": origin} if origin else {})

    assert answer.status_code == 201
    assert answer.headers.get("Access-Control-Allow-Origin") == origin
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.vary
    assert has_no_cookie(answer)


@pytest.mark.parametrize("origin", [BLOG, EXTRA, OURS])
def test_a_page_of_the_site_may_read_what_was_wrong(ada: Ada, origin: str) -> None:
    answers = [
        ada.posts("", headers={"Origin": origin}),
        ada.posts(article="second", headers={"Origin": origin}),
        ada.client.post("/api/comments?article=first", headers={"Origin": origin}),
    ]

    assert [answer.status_code for answer in answers] == [422, 404, 415]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_promise_08_no_other_page_may_post(
    ada: Ada, clean: Engine, origin: str
) -> None:
    with nothing_stored(clean):
        answer = ada.sends(FIELDS, headers={"Origin": origin})

    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["/articles/first/comments", "/article/comments"])
def test_no_other_page_may_send_the_form(
    client: PageClient, clean: Engine, path: str
) -> None:
    form = {"author_name": "Ada", "body": "Well said.", "consent": "true"}

    with nothing_stored(clean):
        answer = client.post(
            path,
            query_string={"article": "first"},
            data=form,
            headers={"Origin": "https://evil.example"},
        )

    assert answer.status_code == 403


def test_no_other_page_may_act_for_an_author(ada: Ada, clean: Engine) -> None:
    written = ada.writes()
    evil = {"Origin": "https://evil.example"}
    with_token = bearer(written.token) | evil
    url, own = f"/api/comments/{written.id}", f"/comments/{written.id}"
    form = {"token": written.token, "body": "Bought."}

    with nothing_stored(clean):
        answers = [
            ada.client.patch(url, json={"body": "Bought."}, headers=with_token),
            ada.client.delete(url, headers=with_token),
            ada.client.post(f"{own}/edit", data=form, headers=evil),
            ada.client.post(f"{own}/withdraw", data=form, headers=evil),
        ]

    assert [answer.status_code for answer in answers] == [403] * 4


def test_no_other_page_may_preview(ada: Ada) -> None:
    answer = ada.client.post(
        "/api/preview", json={"body": "x"}, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/api/comments?article=first", "/api/preview", "/api/comments/{id}"],
)
@pytest.mark.parametrize("origin", [BLOG, EXTRA, OURS])
def test_a_browser_asks_first_and_is_told_what_it_may_send(
    ada: Ada, path: str, origin: str
) -> None:
    path = path.format(id=ada.writes().id)

    answer = preflight(ada.client, path, origin)

    assert answer.status_code == 204
    headers = answer.headers
    assert headers["Access-Control-Allow-Origin"] == origin
    allowed = headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert set(allowed) == {"content-type", "authorization", "idempotency-key"}
    methods = set(headers["Access-Control-Allow-Methods"].split(", "))
    assert {"POST", "PATCH", "DELETE"} <= methods
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Origin" in answer.vary


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_a_browser_on_another_page_is_told_nothing(ada: Ada, origin: str) -> None:
    answer = preflight(ada.client, "/api/comments?article=first", origin)

    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Methods" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
@pytest.mark.parametrize("query", ["site=nobody", "site=", "site=%00"])
def test_a_page_of_a_site_that_does_not_exist_is_not_found(
    client: PageClient, method: str, query: str
) -> None:
    answer = client.open(
        f"/api/comments?article=first&{query}",
        method=method,
        json=FIELDS,
        headers={"Origin": BLOG},
    )

    assert answer.status_code in {404, 204}
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_one_site_may_not_write_on_another(
    ada: Ada, session: Session, clean: Engine
) -> None:
    other = a_site(session, "second", url="https://second.example.org")
    an_article(session, site=other)
    session.commit()

    with nothing_stored(clean):
        answer = ada.client.post(
            "/api/comments?article=first&site=second",
            json=FIELDS,
            headers={"Origin": BLOG},
        )

    assert answer.status_code == 403


def test_an_author_may_ask_from_a_page_of_the_site(ada: Ada) -> None:
    written = ada.writes()

    answers = {
        origin: ada.client.get(
            f"/api/comments/{written.id}/status",
            headers=bearer(written.token) | {"Origin": origin},
        )
        for origin in (BLOG, "https://evil.example")
    }

    assert answers[BLOG].headers["Access-Control-Allow-Origin"] == BLOG
    evil = answers["https://evil.example"]
    assert "Access-Control-Allow-Origin" not in evil.headers


def test_promise_08_guests_never_meet_a_cookie(ada: Ada, grace: Grace) -> None:
    written: Written = ada.writes()
    form = {"author_name": "Ada", "body": "By form.", "consent": "true"}
    posted = ada.client.post("/articles/first/comments", data=form)

    answers = [
        ada.posts(),
        ada.posts(""),
        posted,
        ada.client.get(posted.headers["Location"]),
        ada.client.post("/articles/first/comments", data={"body": ""}),
        ada.asks(written),
        ada.edits(written, "Another text."),
        ada.withdraws(written),
        ada.client.post("/api/preview", json={"body": "x"}),
        ada.client.get("/healthz"),
        ada.client.get("/readyz"),
        ada.client.get("/static/commentbox.css", buffered=True),
        grace.looks_at(),
    ]

    for answer in answers:
        assert has_no_cookie(answer), answer.request.path
    assert json_of(answers[0])["state"] == "pending"


def preflight(client: PageClient, path: str, origin: str) -> TestResponse:
    return client.options(
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,idempotency-key",
        },
    )
