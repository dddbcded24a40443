"""Search engines read the discussion page as schema.org describes one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy.orm import Session

from tests.factories import NOON, an_article
from tests.integration.people import Ada, Grace
from tests.integration.publishing.reading import all_of, thread
from tests.page import HTML, PageClient, parse

BASE = "https://comments.example.org"
ADDRESSES = {"a": "href", "link": "href", "meta": "content", "time": "datetime"}


def items(element: ET.Element) -> list[dict[str, Any]]:
    """Return the items of microdata that belong to no other."""
    found = list(own(element))
    return [item_of(e) for e in found if e.get("itemscope") is not None]


def own(element: ET.Element) -> Iterator[ET.Element]:
    """Yield what carries properties of this element's item."""
    for child in element:
        is_item = child.get("itemscope") is not None
        if is_item or child.get("itemprop"):
            yield child
        if not is_item:
            yield from own(child)


def item_of(element: ET.Element) -> dict[str, Any]:
    """Return an item as the HTML standard reads one: lists by property."""
    found: dict[str, Any] = {"id": element.get("itemid")}
    found["type"] = (element.get("itemtype") or "").rpartition("/")[2]
    for part in own(element):
        for name in (part.get("itemprop") or "").split():
            found.setdefault(name, []).append(value_of(part))
    return found


def value_of(element: ET.Element) -> Any:
    if element.get("itemscope") is not None:
        return item_of(element)
    attribute = ADDRESSES.get(element.tag.removeprefix(HTML))
    return element.get(attribute) if attribute else "".join(element.itertext())


def posting(client: PageClient, url: str = "/articles/first") -> dict[str, Any]:
    [found] = items(parse(client.get(url).text))
    return found


def comments(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for comment in item.get("comment", ()):
        yield comment
        yield from comments(comment)


def links(client: PageClient, url: str, rel: str) -> list[str]:
    found = parse(client.get(url).text).iter(f"{HTML}link")
    return [str(e.get("href")) for e in found if e.get("rel") == rel]


@pytest.fixture
def talk(ada: Ada, grace: Grace) -> dict[str, str]:
    """A branch of seven levels and a removed comment with a reply."""
    top = ada.writes("The *top* & <b>more</b>.", author_url="https://ada.example/")
    chain = [top]
    for n in range(6):
        chain.append(ada.writes(f"Level {n}.", parent=chain[-1].id))
    gone = ada.writes("Gone.", author_name="")
    below = ada.writes("Below it.", parent=gone.id)
    grace.approves(*chain, gone, below)
    grace.decided(gone, "removed")
    ada.edits(top, "The top, later.")
    return {"gone": gone.id, "below": below.id, "top": top.id}


def test_the_items_of_the_page_say_what_the_json_says(
    ada: Ada, talk: dict[str, str]
) -> None:
    said = thread(ada.client)
    nodes = {n["id"]: n for n in all_of(said["comments"]) if not n["removed"]}

    found = posting(ada.client)

    told = {str(c["id"]).rpartition("/")[2]: c for c in comments(found)}
    assert told.keys() == nodes.keys()
    for id_, node in nodes.items():
        item, parent = told[id_], node["parent"]
        assert item["type"] == "Comment"
        assert item["url"] == [node["permalink"]] == [item["id"]]
        assert item["datePublished"] == [node["published_at"]]
        html = f"<div>{node['html']}</div>"
        assert item["text"] == ["".join(parse(html, is_page=False).itertext())]
        [author] = item["author"]
        assert author["name"] == [node["author"]["name"]]
        assert author.get("url", [None]) == [node["author"]["url"]]
        known = f"{BASE}/comments/{parent}" if parent in nodes else None
        assert item.get("parentItem", [None]) == [known]


def test_the_discussion_says_what_it_is_about(ada: Ada, session: Session) -> None:
    an_article(session, author="Ida", published_at=NOON)
    session.commit()

    found = posting(ada.client)

    assert found["type"] == "DiscussionForumPosting"
    assert found["url"] == [f"{BASE}/articles/first"]
    assert found["headline"] == ["A lamp that never flickers"]
    [about] = found["sharedContent"]
    assert about["type"] == "WebPage"
    assert about["url"] == ["https://blog.example.org/first"]
    assert found["datePublished"] == ["2026-03-02T12:00:00.000Z"]
    assert found["author"][0]["name"] == ["Ida"]
    assert found["commentCount"] == ["0"]
    [counter] = found["interactionStatistic"]
    assert counter["userInteractionCount"] == ["0"]


def test_nothing_that_search_engines_ask_for_is_left_out(
    ada: Ada, talk: dict[str, str]
) -> None:
    found = posting(ada.client)

    # Nobody has said when the article appeared, nor who wrote it.
    assert found["datePublished"] == ["2026-03-02T12:00:00.000Z"]
    assert found["author"][0]["name"] == ["blog"]
    assert all(found[name] for name in ("headline", "url", "interactionStatistic"))
    for comment in comments(found):
        assert all(comment[name] for name in ("text", "author", "datePublished"))


def test_a_tombstone_is_no_item_and_its_reply_is_one(
    ada: Ada, talk: dict[str, str]
) -> None:
    told = {str(c["id"]).rpartition("/")[2] for c in comments(posting(ada.client))}

    assert talk["gone"] not in told
    assert talk["below"] in told


def test_comments_in_a_fragment_are_items_for_the_article_around(
    ada: Ada, talk: dict[str, str]
) -> None:
    fragment = ada.client.get("/articles/first/comments").text

    found = items(parse(f"<div>{fragment}</div>", is_page=False))

    assert {item["type"] for item in found} == {"Comment"}


def test_pages_follow_one_another_and_each_is_its_own_original(
    ada: Ada, grace: Grace, talk: dict[str, str]
) -> None:
    first = "/articles/first?limit=1"
    [following] = links(ada.client, first, "next")

    assert links(ada.client, first, "canonical") == [f"{BASE}/articles/first"]
    path = following.removeprefix(BASE)
    assert links(ada.client, path, "canonical") == [following]
    assert links(ada.client, path, "next") == []
    for other in ("?sort=newest", f"?reply_to={talk['top']}", "?lang=de"):
        found = links(ada.client, f"/articles/first{other}", "canonical")
        assert found == [f"{BASE}/articles/first"]


def test_a_page_names_the_feeds_of_article_site_and_branch(
    ada: Ada, talk: dict[str, str]
) -> None:
    found = links(ada.client, f"/articles/first?reply_to={talk['top']}", "alternate")

    for whose in ("", "/articles/first", f"/comments/{talk['top']}"):
        for format_ in ("rss", "atom", "json"):
            assert f"{BASE}{whose}/feed.{format_}" in found
