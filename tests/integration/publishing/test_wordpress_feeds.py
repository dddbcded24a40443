"""Subscribers of a blog that moved from WordPress keep their feeds."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Discussion
from tests.factories import a_site, an_article
from tests.page import PageClient

BASE = "https://comments.example.org"
BLOG = "https://blog.example.org"


@pytest.fixture
def moved(client: PageClient, session: Session) -> PageClient:
    """A client of a blog with articles as WordPress named them."""
    an_article(session, "lamp", url=f"{BLOG}/2024/05/lamp/")
    an_article(session, "bridge", url=f"{BLOG}/2024/br%c3%bccke")
    an_article(session, "123", url=f"{BLOG}/old/")
    an_article(session, "plain", url=f"{BLOG}/?p=77")
    an_article(session, "gone", url=f"{BLOG}/gone/", comments=Discussion.HIDDEN)
    session.commit()
    return client


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("/comments/feed/", "/feed.rss"),
        ("/comments/feed", "/feed.rss"),
        ("/comments/feed/rss2/", "/feed.rss"),
        ("/comments/feed/atom/", "/feed.atom"),
        ("/?feed=comments-rss2", "/feed.rss"),
        ("/?feed=comments-atom", "/feed.atom"),
        ("/2024/05/lamp/feed/", "/articles/lamp/feed.rss"),
        ("/2024/05/lamp/feed", "/articles/lamp/feed.rss"),
        ("/2024/05/lamp/feed/atom/", "/articles/lamp/feed.atom"),
        ("/2024/05/lamp/feed/rss2/", "/articles/lamp/feed.rss"),
        ("/2024/05/lamp/?feed=rss2", "/articles/lamp/feed.rss"),
        ("/2024/05/lamp?feed=atom", "/articles/lamp/feed.atom"),
        ("/2024/br%C3%BCcke/feed/", "/articles/bridge/feed.rss"),
        ("/2024/br%c3%bccke/feed/", "/articles/bridge/feed.rss"),
        ("/?feed=rss2&p=123", "/articles/123/feed.rss"),
        ("/?feed=comments-rss2&p=123", "/articles/123/feed.rss"),
        ("/?p=77&feed=atom", "/articles/plain/feed.atom"),
    ],
)
def test_an_address_of_wordpress_leads_to_the_feed_for_good(
    moved: PageClient, asked: str, expected: str
) -> None:
    answer = moved.get(asked)

    assert answer.status_code == 301
    assert answer.headers["Location"] == BASE + expected
    assert moved.get(expected).status_code == 200
    assert moved.head(asked).status_code == 301


@pytest.mark.parametrize(
    "asked",
    [
        "/feed/",
        "/feed/atom/",
        "/?feed=rss2",
        "/?feed=nonsense",
        "/?feed=rss2&p=1'--",
        "/?feed=rss2&p=999",
        "/unknown/feed/",
        "/gone/feed/",
        "/gone/?feed=rss2",
        "/category/lamps/feed/",
        "/2024/05/lamp/feed/xml/",
        "/2024/05/lamp/",
        "//evil.example/feed/",
        "/https://evil.example/feed/",
        "/%00/feed/",
        "/%ff/feed/",
        "/comments/feed/evil/",
    ],
)
def test_what_leads_nowhere_is_not_found(moved: PageClient, asked: str) -> None:
    answer = moved.get(asked)

    # A doubled slash is made one first, on our own host.
    if answer.status_code == 308:
        assert answer.headers["Location"].startswith((BASE, "/"))
        answer = moved.get(answer.headers["Location"])
    assert answer.status_code == 404


def test_only_reading_is_answered(moved: PageClient) -> None:
    assert moved.post("/?feed=comments-rss2").status_code in {404, 405}
    assert moved.get("/articles/lamp?feed=rss2").mimetype == "text/html"


def test_each_site_is_asked_by_its_name(moved: PageClient, session: Session) -> None:
    other = a_site(session, "other", url="https://other.example")
    an_article(session, "lamp", site=other, url="https://other.example/2024/05/lamp")
    session.commit()

    answer = moved.get("/2024/05/lamp/feed/?site=other")

    assert answer.headers["Location"] == f"{BASE}/articles/lamp/feed.rss?site=other"
    assert moved.get("/2024/05/lamp/feed/").status_code == 404


@pytest.mark.parametrize("format_", ["rss", "atom"])
def test_a_feed_opens_in_a_browser_and_stays_a_feed_for_programs(
    moved: PageClient, format_: str
) -> None:
    url = f"/articles/lamp/feed.{format_}"
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*"}

    shown, read = moved.get(url, headers=browser), moved.get(url)

    assert shown.mimetype == "application/xml"
    assert read.mimetype == f"application/{format_}+xml"
    assert shown.data == read.data
    for answer in (shown, read):
        assert "Accept" in answer.headers["Vary"]
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; style-src 'self'" in policy
    style = f'<?xml-stylesheet type="text/css" href="{BASE}/static/feed.css?v='
    assert style in read.text
    assert "This is a feed." in read.text
    with moved.get("/static/feed.css") as sheet:
        assert sheet.mimetype == "text/css"
