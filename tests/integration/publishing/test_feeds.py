"""The feeds of an article, of a thread and of the whole site, as readers parse them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Article, Site
from tests.factories import a_comment, a_site, an_article
from tests.integration.people import Ada, Grace, someone_who_moderates
from tests.page import HTML, PageClient, parse

ATOM = "{http://www.w3.org/2005/Atom}"
THR = "{http://purl.org/syndication/thread/1.0}"
BASE = "https://comments.example.org"
FORMATS = ["rss", "atom", "json"]
TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


def entries(client: PageClient, url: str) -> list[dict[str, Any]]:
    """Return id, link, text and author of each entry, whatever the format."""
    answer = client.get(url)
    assert answer.status_code == 200
    if url.endswith(".json"):
        return [
            {
                "id": item["id"],
                "link": item["url"],
                "html": item["content_html"],
                "author": item["authors"][0]["name"],
            }
            for item in json.loads(answer.data)["items"]
        ]
    ET.fromstring(answer.data)  # noqa: S314 - our own bytes, read strictly
    read = feedparser.parse(answer.data)
    assert not read.bozo, read.get("bozo_exception")
    return [
        {
            "id": entry.id,
            "link": entry.link,
            "html": entry.content[0].value,
            "author": entry.author,
        }
        for entry in read.entries
    ]


def links(client: PageClient, url: str) -> list[str]:
    return [entry["link"] for entry in entries(client, url)]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("path", ["/articles/first/feed", "/feed"])
def test_a_feed_has_exactly_the_public_comments_newest_first(
    ada: Ada, grace: Grace, path: str, format_: str
) -> None:
    written = [ada.writes(f"Number {n}.") for n in range(7)]
    reply = ada.writes("A reply.", parent=written[0].id)
    hidden = ada.writes("A hidden reply.", parent=written[6].id)
    grace.approves(*written[:4], reply, hidden)
    grace.decided(written[1], "removed")
    grace.decided(written[4], "rejected")
    grace.decided(written[5], "spam")

    found = entries(ada.client, f"{path}.{format_}")

    gone, *rest = found
    assert "This comment was removed" in gone["html"]
    expected = [reply, written[3], written[2], written[0]]
    assert [e["link"] for e in rest] == [f"{BASE}/comments/{w.id}" for w in expected]
    assert [e["author"] for e in rest] == ["Ada"] * 4
    assert [e["html"].strip() for e in rest] == [f"<p>{w.body}</p>" for w in expected]
    assert len({e["id"] for e in found}) == 5


@pytest.mark.parametrize("format_", FORMATS)
def test_a_thread_feed_has_the_branch_and_nothing_else(
    ada: Ada, grace: Grace, format_: str
) -> None:
    top, beside = ada.writes("The top."), ada.writes("Beside.")
    reply = ada.writes("A reply.", parent=top.id)
    waiting = ada.writes("Waiting.", parent=top.id)
    grace.approves(top, beside, reply)

    for comment in (top, reply):
        found = links(ada.client, f"/comments/{comment.id}/feed.{format_}")
        assert found == [f"{BASE}/comments/{w.id}" for w in (reply, top)]
    url = f"/comments/{waiting.id}/feed.{format_}"
    assert ada.client.get(url).status_code == 404


@pytest.mark.parametrize("format_", FORMATS)
def test_the_site_feed_goes_over_all_articles(
    ada: Ada, grace: Grace, session: Session, format_: str
) -> None:
    an_article(session, "second", title="A second article")
    session.commit()
    one, two = ada.writes(), ada.writes(article="second")
    grace.approves(one, two)

    found = links(ada.client, f"/feed.{format_}")

    assert found == [f"{BASE}/comments/{w.id}" for w in (two, one)]
    assert "A second article" in ada.client.get(f"/feed.{format_}").text


def test_a_site_feed_is_of_one_site(ada: Ada, grace: Grace, session: Session) -> None:
    second = a_site(session, "second", url="https://second.example.org")
    an_article(session, site=second)
    session.commit()
    written = ada.client.post(
        "/api/comments?article=first&site=blog",
        json={"author_name": "Ada", "body": "Well said.", "consent": True},
    )
    grace.approves(str(dict(written.json or {})["id"]))

    assert len(links(ada.client, "/feed.atom?site=blog".replace("?", "?"))) == 1
    assert links(ada.client, "/feed.atom?site=second") == []
    assert ada.client.get("/feed.atom").status_code == 404


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("path", ["/articles/first/feed", "/feed"])
def test_an_empty_feed_is_a_feed(ada: Ada, path: str, format_: str) -> None:
    url = f"{path}.{format_}"

    assert entries(ada.client, url) == []
    assert ada.client.get(url).mimetype == TYPES[format_]
    assert ada.client.get(url).data == ada.client.get(url).data


def test_a_feed_has_fifty_entries(
    client: PageClient, session: Session, site: Site, article: Article
) -> None:
    someone_who_moderates(session, site)
    for _ in range(55):
        a_comment(session, article, state=State.APPROVED)
    session.commit()

    for format_ in FORMATS:
        assert len(entries(client, f"/articles/first/feed.{format_}")) == 50


@pytest.mark.parametrize("format_", FORMATS)
def test_the_id_of_an_entry_never_changes(
    ada: Ada, grace: Grace, session: Session, format_: str
) -> None:
    written = ada.writes("First words.")
    grace.approves(written)
    url = f"/articles/first/feed.{format_}"
    [before] = entries(ada.client, url)

    ada.edits(written, "Second words.")
    grace.decided(written, "approved", revision=2)
    an_article(session, title="Renamed", url="https://blog.example.org/moved")
    session.commit()

    [after] = entries(ada.client, url)
    assert after["id"] == before["id"]
    assert after["id"].startswith("tag:blog.example.org,2026:")
    assert "Second words." in after["html"]
    [of_site] = entries(ada.client, f"/feed.{format_}")
    assert of_site["id"] == before["id"]


def atom(client: PageClient, url: str = "/articles/first/feed.atom") -> ET.Element:
    return ET.fromstring(client.get(url).data)  # noqa: S314 - our own bytes


def moment(element: ET.Element, name: str) -> datetime:
    text = element.findtext(f"{ATOM}{name}") or ""
    return datetime.fromisoformat(text).astimezone(UTC)


def test_an_older_comment_that_is_approved_late_comes_first(
    ada: Ada, grace: Grace
) -> None:
    older, newer = ada.writes("Older."), ada.writes("Newer.")
    grace.approves(newer, older)

    first, second = atom(ada.client).iter(f"{ATOM}entry")

    assert "Older." in (first.findtext(f"{ATOM}content") or "")
    assert moment(first, "updated") >= moment(second, "updated")


def test_a_reply_that_appears_with_its_parent_comes_first_as_well(
    ada: Ada, grace: Grace
) -> None:
    parent = ada.writes("The parent.")
    reply = ada.writes("The reply.", parent=parent.id)
    between = ada.writes("Between.")
    grace.approves(reply, between)

    grace.approves(parent)

    found = links(ada.client, "/articles/first/feed.atom")
    assert set(found[:2]) == {f"{BASE}/comments/{w.id}" for w in (parent, reply)}
    assert found[2] == f"{BASE}/comments/{between.id}"


def test_an_edit_moves_updated_and_not_published(ada: Ada, grace: Grace) -> None:
    written = ada.writes("First words.")
    grace.approves(written)
    [before] = atom(ada.client).iter(f"{ATOM}entry")

    ada.edits(written, "Second words.")
    grace.decided(written, "approved", revision=2)

    [after] = atom(ada.client).iter(f"{ATOM}entry")
    assert moment(after, "published") == moment(before, "published")
    assert moment(after, "updated") >= moment(before, "updated")


def test_a_reply_says_what_it_answers(ada: Ada, grace: Grace) -> None:
    parent = ada.writes()
    reply = ada.writes(parent=parent.id)
    grace.approves(parent, reply)

    answer, top = atom(ada.client).iter(f"{ATOM}entry")

    [to] = answer.iter(f"{THR}in-reply-to")
    assert to.get("ref") == top.findtext(f"{ATOM}id")
    assert to.get("href") == f"{BASE}/comments/{parent.id}"
    [to_article] = top.iter(f"{THR}in-reply-to")
    assert to_article.get("href") == "https://blog.example.org/first"
    replies = next(e for e in top.iter(f"{ATOM}link") if e.get("rel") == "replies")
    assert replies.get(f"{THR}count") == "1"
    assert ada.client.get(replies.get("href") or "").status_code == 200


def test_every_address_in_a_feed_answers(ada: Ada, grace: Grace) -> None:
    parent = ada.writes(author_url="https://ada.example/")
    reply = ada.writes(parent=parent.id)
    grace.approves(parent, reply)
    grace.decided(parent, "removed")

    for url in ("/articles/first/feed.atom", "/feed.atom"):
        for element in atom(ada.client, url).iter():
            address = element.get("href") or ""
            if address.startswith(BASE):
                answer = ada.client.get(address)
                assert answer.status_code in {200, 303}, address


@pytest.mark.parametrize("how", ["removed", "withdrawn"])
@pytest.mark.parametrize("path", ["/articles/first/feed", "/feed"])
def test_what_is_gone_is_said_to_be_gone_and_no_more(
    ada: Ada, grace: Grace, how: str, path: str
) -> None:
    written = ada.writes("Gone words.", author_name="Adaline")
    grace.approves(written, ada.writes("A reply.", parent=written.id))

    if how == "removed":
        grace.decided(written, "removed")
    else:
        ada.withdraws(written)

    for format_ in FORMATS:
        text = ada.client.get(f"{path}.{format_}").text
        assert "Gone words." not in text
        assert "Adaline" not in text
        gone, reply = entries(ada.client, f"{path}.{format_}")
        assert how in gone["html"]
        assert gone["author"] == "blog"
        assert "</p>" in reply["html"]
    assert "deleted-entry" in ada.client.get(f"{path}.atom").text


@pytest.mark.parametrize(
    ("lang", "words"), [("de", "Kommentare zu"), ("en", "Comments on")]
)
def test_a_feed_speaks_the_language_of_its_address(
    ada: Ada, lang: str, words: str
) -> None:
    for format_ in FORMATS:
        text = ada.client.get(f"/articles/first/feed.{format_}?lang={lang}").text
        assert words in text
        assert lang in text


@pytest.mark.parametrize("key", ["first", "https://blog.example.org/a?b=c&d"])
def test_the_page_names_its_feeds_where_browsers_look_for_them(
    ada: Ada, session: Session, key: str
) -> None:
    if key != "first":
        an_article(session, key, url=key)
        session.commit()

    page = ada.client.get("/article", query_string={"article": key})

    offered = {
        str(link.get("type")): str(link.get("href"))
        for link in parse(page.text).iter(f"{HTML}link")
        if link.get("rel") == "alternate"
        and key.partition("?")[0].rpartition("/")[2] in str(link.get("href"))
    }
    assert {TYPES[f] for f in FORMATS} <= set(offered)
    for type_, address in offered.items():
        answer = ada.client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, type_)


def test_the_page_offers_the_comment_feed_and_the_main_feed_of_the_site(
    client: PageClient, session: Session
) -> None:
    site = a_site(session, feed_url="https://blog.example.org/feed.xml")
    an_article(session, site=site)
    session.commit()

    page = client.get("/articles/first").text

    assert f'href="{BASE}/articles/first/feed.rss"' in page
    assert 'href="https://blog.example.org/feed.xml"' in page


@pytest.mark.parametrize("format_", ["xml", "html", "", "RSS", "rss/"])
def test_other_formats_are_not_found(ada: Ada, format_: str) -> None:
    assert ada.client.get(f"/articles/first/feed.{format_}").status_code == 404
