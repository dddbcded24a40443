"""JSON Feed says what version 1.1 wants."""

import json
from dataclasses import replace
from typing import Any

import pytest

from commentbox.publishing.feed import Entry, Feed
from commentbox.publishing.json_feed import render_json_feed
from tests.unit.publishing.samples import BASE, COMMENT, EMPTY, FEED, GONE, PAGED, REPLY


def loaded(feed: Feed) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render_json_feed(feed).decode("utf-8"))
    return document


def loaded_item(entry: Entry) -> dict[str, Any]:
    [item] = loaded(replace(FEED, entries=(entry,)))["items"]
    return dict(item)


def test_a_feed_has_what_version_1_1_wants() -> None:
    document = loaded(EMPTY)

    assert document == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Kommentare zu: Brücken",
        "description": "Was unter dem Artikel steht",
        "home_page_url": "https://blog.example/bridges",
        "feed_url": f"{BASE}/articles/bridges/feed",
        "language": "de",
        "_commentbox": {
            "id": "tag:blog.example,2026:feed/bridges",
            "updated": "2026-03-14T16:00:00Z",
            "generator": "commentbox",
            "total": 0,
        },
        "items": [],
    }


def test_a_comment_is_an_item_with_its_place_in_the_thread() -> None:
    assert loaded_item(COMMENT) == {
        "id": "tag:blog.example,2026:comment/c1",
        "url": f"{BASE}/comments/c1",
        "title": "Ada zu: Brücken",
        "content_html": "<p>Gut gesagt &amp; belegt.</p>",
        "date_published": "2026-03-14T12:00:00Z",
        "date_modified": "2026-03-14T13:00:00Z",
        "authors": [{"name": "Ada", "url": "https://ada.example/"}],
        "language": "de",
        "_commentbox": {
            "parent": None,
            "article": {
                "id": "tag:blog.example,2026:article/bridges",
                "url": "https://blog.example/bridges",
                "title": "Brücken",
            },
            "replies": {"count": 1, "url": f"{BASE}/comments/c1/feed"},
        },
    }


def test_what_is_gone_says_so_to_programs_too() -> None:
    item = loaded_item(GONE)

    assert item["content_html"] == GONE.html
    assert item["authors"] == [{"name": "blog"}]
    assert item["_commentbox"]["removed"] == {
        "rule": "respect",
        "by": "moderator",
        "at": "2026-03-14T12:30:00Z",
    }


def test_a_page_names_the_next_one_and_where_to_subscribe() -> None:
    document = loaded(PAGED)

    assert document["next_url"] == PAGED.next_url
    assert document["feed_url"] == PAGED.feed_url


def test_a_reply_names_its_parent() -> None:
    place = loaded_item(REPLY)["_commentbox"]

    assert place["parent"] == {"id": COMMENT.id, "url": COMMENT.url}
    assert place["replies"]["count"] == 0


def test_the_order_is_the_one_given() -> None:
    ids = [item["id"] for item in loaded(FEED)["items"]]

    assert ids == [REPLY.id, COMMENT.id]


@pytest.mark.parametrize(
    "change", [{"author_url": "javascript:alert(1)"}, {"author_url": None}]
)
def test_an_author_without_a_website_has_a_name_alone(
    change: dict[str, str | None],
) -> None:
    item = loaded_item(replace(COMMENT, **change))  # type: ignore[arg-type]

    assert item["authors"] == [{"name": "Ada"}]


def test_what_is_not_known_is_left_out() -> None:
    nameless = replace(COMMENT, author=" ", author_url=None, language="")

    document = loaded(replace(FEED, subtitle="", total=None, entries=(nameless,)))

    assert "description" not in document
    assert "total" not in document["_commentbox"]
    assert {"authors", "language"}.isdisjoint(document["items"][0])


def test_letters_are_written_as_they_are() -> None:
    written = render_json_feed(replace(FEED, title="Brücken 👩\u200d🔬"))

    assert "Brücken 👩\u200d🔬".encode() in written
