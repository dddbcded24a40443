"""A reader of the thread as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.page import PageClient, json_of


def thread(client: PageClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/api/comments", query_string={"article": "first", **query})
    assert answer.status_code == 200, answer.json
    return dict(json_of(answer))


def ids(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["id"] for node in nodes]


def all_of(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from all_of(node["replies"])


OF_THE_ARTICLE = [
    "/api/comments?article=first",
    "/articles/first",
    "/articles/first/comments",
    "/articles/first/feed.rss",
    "/articles/first/feed.atom",
    "/articles/first/feed.json",
]
OF_THE_SITE = ["/feed.rss", "/feed.atom", "/feed.json"]
EVERYTHING = [*OF_THE_ARTICLE, *OF_THE_SITE]
KEPT = [*EVERYTHING, "/rules", "/privacy"]
