"""Everywhere that a comment could show."""

from __future__ import annotations

from tests.integration.people import Ada, Written
from tests.page import PageClient

BODY = "Unmistakeable words."


NAME = "Adaline"


ARTICLE = [
    "/api/comments?article=first",
    "/api/comments?article=first&sort=newest&limit=1",
    "/api/counts?article=first",
    "/articles/first",
    "/articles/first?lang=de",
    "/article?article=first",
    "/articles/first/comments",
    "/article/comments?article=first",
    "/articles/first/feed.rss",
    "/articles/first/feed.atom",
    "/articles/first/feed.json",
    "/article/feed.rss?article=first",
    "/article/feed.atom?article=first",
    "/article/feed.json?article=first",
]


SITE = ["/feed.rss", "/feed.atom", "/feed.json", "/rules", "/rules.json", "/privacy"]


EVERYTHING = [*ARTICLE, *SITE]


OF_A_COMMENT = ["", "/feed.rss", "/feed.atom", "/feed.json"]


def seen(client: PageClient) -> dict[str, tuple[str | None, str | None, bytes]]:
    """Return every public answer as a reader and a cache see it."""
    answers = {url: client.get(url) for url in EVERYTHING}
    return {
        url: (a.headers.get("ETag"), a.headers.get("Last-Modified"), a.data)
        for url, a in answers.items()
    }


def writes(ada: Ada) -> Written:
    return ada.writes(BODY, author_name=NAME, author_url="https://adas.example/")
