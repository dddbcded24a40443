"""Paging through a feed (RFC 5005), its length, and feeds of one language."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from commentbox.articles.change_site import change_site
from commentbox.domain.states import State
from commentbox.extensions import db
from commentbox.models import Article, Site
from tests.factories import a_comment, an_article
from tests.integration.people import someone_who_moderates
from tests.integration.publishing.test_feeds import FORMATS, entries
from tests.page import PageClient

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = {"self", "first", "previous", "next", "last"}
BASE = "https://comments.example.org"


@pytest.fixture
def seven(session: Session, site: Site, article: Article) -> list[str]:
    """Seven public comments, of the same moment, three on a page; newest first."""
    someone_who_moderates(session, site)
    site.feed_entries = 3
    ids = [str(a_comment(session, article, state=State.APPROVED).id) for _ in range(7)]
    session.commit()
    return ids[::-1]


def ways(client: PageClient, url: str) -> dict[str, str]:
    """Return the addresses that a page names, by relation."""
    answer = client.get(url.removeprefix(BASE))
    if "/feed.json" in url:
        found = json.loads(answer.data)
        return {"next": found["next_url"]} if "next_url" in found else {}
    root = ET.fromstring(answer.data)  # noqa: S314 - our own bytes
    links = [e for e in root.iter(f"{ATOM}link") if e.get("rel") in PAGES]
    return {str(e.get("rel")): str(e.get("href")) for e in links if e.get("href")}


def shown(client: PageClient, url: str) -> list[str]:
    # ``entries`` tells the format by the end of the address.
    path, _, query = url.removeprefix(BASE).partition("?")
    form = f"?{query}&as={path}" if query else ""
    return [e["id"].rpartition("/")[2] for e in entries(client, path + form)]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("path", ["/articles/first/feed", "/feed"])
def test_a_feed_is_read_to_its_end_page_by_page(
    client: PageClient, seven: list[str], path: str, format_: str
) -> None:
    url, pages = f"{BASE}{path}.{format_}", []
    while url:
        pages.append(shown(client, url))
        url = ways(client, url).get("next", "")

    assert pages == [seven[:3], seven[3:6], seven[6:]]


@pytest.mark.parametrize("format_", ["rss", "atom"])
def test_each_page_leads_back_and_to_both_ends(
    client: PageClient, seven: list[str], format_: str
) -> None:
    first = f"{BASE}/feed.{format_}"
    second = ways(client, first)["next"]
    third = ways(client, second)["next"]

    assert ways(client, first).keys() == {"self", "first", "next", "last"}
    assert {v for k, v in ways(client, third).items() if k == "first"} == {first}
    assert "next" not in ways(client, third)
    assert shown(client, ways(client, third)["previous"]) == seven[3:6]
    assert shown(client, ways(client, second)["previous"]) == seven[:3]
    assert shown(client, ways(client, first)["last"]) == seven[4:]
    for url in (first, second, third):
        assert ways(client, url)["self"] == url


@pytest.mark.parametrize("format_", FORMATS)
def test_a_page_has_a_tag_of_its_own_that_changes_with_it(
    client: PageClient, session: Session, seven: list[str], format_: str
) -> None:
    url = ways(client, f"{BASE}/feed.{format_}")["next"].removeprefix(BASE)
    before = client.get(url).headers["ETag"]
    assert before != client.get(f"/feed.{format_}").headers["ETag"]
    again = client.get(url, headers={"If-None-Match": before})
    assert again.status_code == 304

    a_comment(session, state=State.APPROVED)
    session.commit()

    # The page begins after an entry, not at a number: it has the same entries still.
    assert shown(client, url) == seven[3:6]
    assert client.get(url, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "öß", "by4xLjI", "eA", "%00", "n" * 300])
def test_a_cursor_of_nowhere_is_refused(client: PageClient, cursor: str) -> None:
    answer = client.get("/feed.atom", query_string={"cursor": cursor})

    assert answer.status_code in {404, 422}


@pytest.mark.parametrize("format_", FORMATS)
def test_the_length_of_a_feed_is_what_the_site_says_at_most(
    client: PageClient, session: Session, site: Site, seven: list[str], format_: str
) -> None:
    assert len(shown(client, f"/feed.{format_}")) == 3

    here = session.get_one(Site, site.id)
    change_site(
        session, here, {"feed_entries": 5}, moderator=None, now=datetime.now(UTC)
    )
    session.commit()

    assert len(shown(client, f"/feed.{format_}")) == 5


@pytest.mark.parametrize("format_", FORMATS)
def test_a_feed_may_be_of_one_language(
    client: PageClient, session: Session, site: Site, article: Article, format_: str
) -> None:
    someone_who_moderates(session, site)
    german = an_article(session, "zwei", title="Die Lampe", language="de")
    comment = a_comment(session, german, state=State.APPROVED)
    other = a_comment(session, article, state=State.APPROVED)
    session.commit()

    url = f"/feed.{format_}?language=de"
    answer = client.get(url).text

    assert str(comment.id) in answer
    assert str(other.id) not in answer
    assert "Alle Kommentare auf" in answer
    assert "All comments on" in client.get(f"{url}&lang=en").text
    assert str(comment.id) not in client.get(f"/feed.{format_}?language=fr").text
    assert client.get(f"/feed.{format_}?language=d%22e").status_code == 422


def test_no_feed_reads_more_than_its_page(
    client: PageClient, session: Session, seven: list[str], clean: Engine
) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(_c: object, _u: object, sql: str, values: Any, *_: object) -> None:
        if re.search("WHERE comment.in_feed", sql):
            asked.append((sql, values))

    app = client.application
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    second = ways(client, f"{BASE}/feed.rss")["next"]
    for url in ("/articles/first/feed.rss", f"/comments/{seven[0]}/feed.rss"):
        client.get(url)
    client.get(second.removeprefix(BASE))
    client.get("/feed.rss?language=en")
    event.remove(engine, "before_cursor_execute", listen)

    assert len(asked) == 5
    if clean.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        for sql, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            told = " ".join(row[3] for row in plan)
            assert "_feed (" in told
            assert "TEMP B-TREE" not in told
