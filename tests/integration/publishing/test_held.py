"""Held answers are the answers, byte for byte, in the form that a client takes."""

from __future__ import annotations

import gc
import gzip
import json
from itertools import product
from typing import Any
from uuid import UUID

import brotli  # type: ignore[import-untyped]
import pytest
from flask import Response
from sqlalchemy.orm import Session

from commentbox.models import Site
from commentbox.models.ids import new_id
from commentbox.publishing.cursors import TopCursor, write
from commentbox.web.finished import Finished
from tests.desk import sign_in
from tests.factories import a_site, an_article
from tests.integration.people import Ada, Grace, a_quick_token
from tests.integration.publishing.holding import HIT, STORED, Holding, Make

THREAD = "/api/comments?article=first"
PAGE = "/articles/first"
HELD = [
    THREAD,
    f"{THREAD}&sort=newest",
    PAGE,
    f"{PAGE}?lang=de",
    "/articles/first/comments",
    "/articles/first/feed.rss",
    "/articles/first/feed.atom",
    "/articles/first/feed.json",
    "/feed.rss",
    "/api/counts?article=first&article=second",
    "/rules",
    "/rules.json",
    "/privacy?lang=de",
    "/privacy.json",
]
#: Whoever makes one up does not know which ids there are.
MADE_UP = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
CODINGS = {"identity": lambda b: b, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.mark.parametrize("url", HELD)
def test_a_held_answer_is_the_answer(holding: Holding, url: str) -> None:
    assert holding.said(url) == STORED

    held = holding.get(url)

    status, headers, body = holding.afresh(url)
    assert (held.status_code, held.data) == (status, body)
    said = dict(held.headers)
    assert said.pop("Cache-Status") == HIT
    assert {n.lower(): v for n, v in said.items()} == {
        n.lower(): v for n, v in headers.items()
    }


@pytest.mark.parametrize("url", [THREAD, PAGE, "/articles/first/feed.atom"])
@pytest.mark.parametrize("coding", CODINGS)
def test_each_coding_has_its_bytes_and_its_tag(
    holding: Holding, url: str, coding: str
) -> None:
    plain = holding.get(url)
    digest = plain.headers["ETag"].strip('"')

    answer = holding.get(url, Accept_Encoding=coding)

    assert CODINGS[coding](answer.data) == plain.data
    # A feed differs by the one who asks as well: it opens in a browser.
    vary = "Accept-Encoding, Accept" if "feed" in url else "Accept-Encoding"
    assert answer.headers["Vary"] == vary
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    if coding == "identity":
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["ETag"] == f'"{digest}"'
    else:
        assert len(answer.data) < len(plain.data)
        assert answer.headers["Content-Encoding"] == coding
        assert answer.headers["ETag"] == f'"{digest}-{coding}"'


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("url", [THREAD, f"{THREAD}&limit=7"])
def test_who_has_it_in_any_coding_is_told_so(
    holding: Holding, url: str, method: str
) -> None:
    digest = holding.get(url).headers["ETag"].strip('"')
    tags = [f'"{digest}{suffix}"' for suffix in ("", "-gzip", "-br")]
    forms = ["{}", "W/{}", '"other", {}', '{} , W/"other"']

    for coding, form, tag in product(CODINGS, forms, tags):
        headers = {"If-None-Match": form.format(tag), "Accept-Encoding": coding}
        answer = getattr(holding.client, method)(url, headers=headers)

        assert answer.status_code == 304, headers
        assert answer.data == b""
        assert answer.headers["ETag"] == tag
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Type" not in answer.headers


def test_any_answer_will_do_for_a_star(holding: Holding) -> None:
    digest = holding.get(THREAD).headers["ETag"].strip('"')

    answer = holding.get(THREAD, If_None_Match="*", Accept_Encoding="br")

    assert (answer.status_code, answer.headers["ETag"]) == (304, f'"{digest}-br"')


def test_a_tag_wins_over_a_date(holding: Holding) -> None:
    kept = holding.get(THREAD).headers
    date = {"If-Modified-Since": kept["Last-Modified"]}

    known = holding.client.get(THREAD, headers=date)
    other = holding.client.get(THREAD, headers={**date, "If-None-Match": '"other"'})

    assert (known.status_code, other.status_code) == (304, 200)
    assert known.headers["ETag"] == kept["ETag"]


def test_a_head_says_what_a_get_says(holding: Holding) -> None:
    for coding in CODINGS:
        get = holding.get(THREAD, Accept_Encoding=coding)
        head = holding.client.head(THREAD, headers={"Accept-Encoding": coding})

        assert head.data == b""
        assert head.headers["Content-Length"] == str(len(get.data))
        assert head.headers["ETag"] == get.headers["ETag"]
    nothing = holding.client.head("/api/comments?article=unknown")
    assert (nothing.status_code, nothing.data) == (404, b"")


# What is one page, and what is none


@pytest.mark.parametrize(
    "other",
    [
        f"{THREAD}&utm_source=mail",
        f"{THREAD}&sort=oldest",
        f"{THREAD}&cursor=",
        f"{THREAD}&lang=",
        f"{THREAD}&article=second",
        f"x=%26&{THREAD.partition('?')[2]}".join(["/api/comments?", ""]),
        "/api/comments?article=%66irst",
    ],
)
def test_ways_to_write_an_address_are_one_page(holding: Holding, other: str) -> None:
    plain = holding.get(THREAD)

    answer = holding.get(other)

    assert answer.headers["Cache-Status"] == HIT
    assert (answer.data, answer.headers["ETag"]) == (plain.data, plain.headers["ETag"])
    assert len(holding.front.pages) == 1


def test_path_and_query_name_the_same_article(holding: Holding) -> None:
    assert holding.said("/articles/first") == STORED
    assert holding.said("/article?article=first") == HIT
    assert holding.said("/articles/first?article=second") == HIT
    assert holding.said("/articles/first?lang=xx") == STORED
    assert holding.said("/articles/first?lang=yy") == HIT


@pytest.mark.parametrize(
    "url",
    [
        f"{THREAD}&limit=50",
        f"{THREAD}&limit=1",
        f"{PAGE}?reply_to=x",
        f"{THREAD}&cursor={write(TopCursor(MADE_UP, 1))}",
        f"{THREAD}&lang=%FF",
        f"{THREAD}&x={'y' * 5000}",
    ],
)
def test_what_anybody_could_make_up_is_answered_and_not_held(
    holding: Holding, url: str
) -> None:
    for _ in range(2):
        answer = holding.get(url)

        assert answer.status_code == 200
        assert answer.headers["ETag"].startswith('"')
        assert "Cache-Status" not in answer.headers
    assert len(holding.front.pages) == 0


def test_errors_are_not_held(holding: Holding) -> None:
    for url, status in (
        ("/api/comments?article=unknown", 404),
        (f"{THREAD}&sort=best", 422),
        ("/api/counts", 422),
        ("/articles/unknown", 404),
        ("/rules?version=9", 404),
        (f"/comments/{new_id()}/feed.rss", 404),
        (f"{THREAD}&site=another", 404),
    ):
        assert holding.get(url).status_code == status
    assert len(holding.front.pages) == 0


def test_pages_behind_a_cursor_that_was_handed_out_are_held(
    start: Make, session: Session
) -> None:
    an_article(session)
    token = a_quick_token(session, an_article(session).site)
    holding = start()
    ada, grace = Ada(holding.client), Grace(holding.client, token)
    grace.approves(*(ada.writes() for _ in range(51)))

    cursor = json.loads(holding.get(THREAD).data)["next"]

    assert holding.said(f"{THREAD}&cursor={cursor}") == STORED
    assert holding.said(f"{THREAD}&cursor={cursor}") == HIT
    assert holding.said(f"{PAGE}?cursor={cursor}") == STORED


def test_odd_addresses_take_no_memory(holding: Holding) -> None:
    holding.get(THREAD)
    held = holding.front.pages.bytes

    for number in range(300):
        assert holding.said(f"{THREAD}&fbclid={number}") == HIT

    assert holding.front.pages.bytes == held
    assert holding.renders == 1


def test_what_was_let_go_takes_no_memory_however_it_was_asked_for(
    start: Make, session: Session
) -> None:
    articles = [an_article(session, f"article-{number}") for number in range(40)]
    session.commit()
    holding = start(check_every_s=0)
    most = holding.front.pages.most_bytes = 200_000
    before = {id(finished) for finished in alive()}

    for number in range(120):
        holding.get(f"/api/comments?article=article-{number % 40}&x={number}")
    for article in articles:
        article.touch(article.changed_at)
        session.commit()
        holding.get(f"/api/comments?article={article.key}&y={article.id}")

    # Odd addresses are remembered, what they led to once is not.
    own = [finished for finished in alive() if id(finished) not in before]
    assert 0 < sum(finished.size for finished in own) <= most


def alive() -> list[Finished]:
    gc.collect()
    return [found for found in gc.get_objects() if isinstance(found, Finished)]


# What one request brings along reaches no other

POISON = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Proto": "gopher", "X-Forwarded-For": "evil.example"},
    {"Forwarded": "host=evil.example;proto=http"},
    {"X-Original-URL": "/desk/", "X-Rewrite-URL": "/desk/"},
    {"Origin": "https://evil.example"},
    {"Cookie": "__Host-commentbox=evil.example; session=evil.example"},
    {"Authorization": "Bearer evil.example"},
    {"Accept-Language": "de"},
    {"Accept": "evil.example/json"},
    {"X-HTTP-Method-Override": "POST"},
    {"Range": "bytes=0-3"},
    {"If-None-Match": '"evil.example"'},
    {"If-Match": '"evil.example"'},
    {"Accept-Encoding": "evil.example, gzip;q=0"},
    {"User-Agent": "evil.example"},
]


@pytest.mark.parametrize("headers", POISON, ids=[next(iter(p)) for p in POISON])
@pytest.mark.parametrize("url", [THREAD, PAGE, "/articles/first/feed.rss", "/rules"])
def test_what_a_stranger_sends_along_is_in_nobodys_answer(
    holding: Holding, url: str, headers: dict[str, str]
) -> None:
    first = holding.client.get(
        f"{url}{'&' if '?' in url else '?'}x=evil.example", headers=headers
    )

    assert first.status_code == 200
    then = holding.get(url)
    assert then.headers["Cache-Status"] == HIT
    status, clean, body = holding.afresh(url)
    assert (then.status_code, then.data) == (status, body)
    assert then.headers["ETag"] == clean["ETag"]
    assert "evil.example" not in f"{then.headers}{then.text}"
    assert "Set-Cookie" not in first.headers


def test_a_signed_in_moderator_gets_what_everybody_gets(
    start: Make, session: Session, boss: Any
) -> None:
    an_article(session)
    session.commit()
    holding = start()
    sign_in(holding.client, boss.email)

    mine = holding.get(PAGE)
    theirs = holding.app.test_client().get(PAGE)

    assert mine.data == theirs.data
    assert "Set-Cookie" not in mine.headers
    assert theirs.headers["Cache-Status"] == HIT


PRIVATE = ["/desk/", "/sign-in", "/api/queue", "/healthz", "/metrics", "/desk/settings"]


def test_nothing_private_is_ever_held(start: Make, session: Session, boss: Any) -> None:
    an_article(session)
    session.commit()
    holding = start()
    sign_in(holding.client, boss.email)
    written = Ada(holding.client).writes()

    mine = f"/comments/{written.id}/mine?token={written.token}"
    for url in (*PRIVATE, mine, f"/api/comments/{written.id}/status"):
        answer = holding.get(url, Authorization=f"Bearer {written.token}")
        assert "no-store" in answer.headers["Cache-Control"], url
        assert "Cache-Status" not in answer.headers

    assert len(holding.front.pages) == 0
    assert not list((holding.front.pages.disk.folder / "held").glob("*/*"))  # type: ignore[union-attr]


@pytest.mark.parametrize("what", ["cookie", "no-store"])
def test_an_answer_that_says_it_is_for_one_is_not_held(
    start: Make, article: Any, what: str
) -> None:
    holding = start()

    def spoil(response: Response) -> Response:
        if what == "cookie":
            response.set_cookie("name", "value")
        else:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    holding.app.after_request(spoil)

    assert holding.get(THREAD).status_code == 200
    assert len(holding.front.pages) == 0


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_only_reads_are_answered_by_the_store(holding: Holding, method: str) -> None:
    holding.get(THREAD)
    holding.get(PAGE)

    for url in (THREAD, PAGE):
        answer = getattr(holding.client, method)(url)
        assert "Cache-Status" not in answer.headers, url


# Headers for those beside and between


def test_the_main_feed_of_the_site_is_named_in_a_header(
    start: Make, session: Session
) -> None:
    article = an_article(session)
    session.commit()
    holding = start(check_every_s=0)
    before = holding.get(THREAD)
    assert "Link" not in before.headers

    article.site.feed_url = "https://blog.example.org/feed/"
    article.touch(article.changed_at)
    session.commit()

    for answer in (
        holding.get(THREAD),
        holding.get(THREAD),
        holding.get(f"{THREAD}&limit=5"),
    ):
        assert answer.headers["Link"] == (
            '<https://blog.example.org/feed/>; rel="alternate"; '
            'type="application/rss+xml"'
        )
        assert answer.headers["Access-Control-Expose-Headers"] == "Link"
        # The bytes are the same; who keeps the answer shall get the new header, though.
        assert answer.headers["ETag"] != before.headers["ETag"]


def test_networks_of_caches_are_told_nothing_without_a_way_to_tell_them(
    holding: Holding,
) -> None:
    for url in HELD:
        assert "CDN-Cache-Control" not in holding.get(url).headers


def test_sites_do_not_share_pages(start: Make, session: Session, site: Site) -> None:
    an_article(session, title="Of the one", site=site)
    an_article(session, title="Of the other", site=a_site(session, "other"))
    session.commit()
    holding = start()

    for name, title in (("blog", "Of the one"), ("other", "Of the other")):
        for _ in range(2):
            answer = holding.get(f"{THREAD}&site={name}")
            assert json.loads(answer.data)["article"]["title"] == title
    assert holding.get(THREAD).status_code == 404


def test_what_is_shared_has_no_number_and_an_error_has_one(holding: Holding) -> None:
    for _ in range(2):
        assert "X-Request-ID" not in holding.get(THREAD).headers
    wrong = holding.get("/api/comments?article=none")

    assert wrong.status_code == 404
    assert "X-Request-ID" in wrong.headers
