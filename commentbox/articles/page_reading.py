"""Fetch a page of the site and make of what it says the facts of articles."""

from __future__ import annotations

from email.message import Message
from typing import Final
from urllib.parse import urljoin

from commentbox.articles.forms import MAX_TITLE, ArticleForm, checked_key
from commentbox.articles.page_facts import MOST_BOXES, PageFacts, read_page
from commentbox.articles.put_article import ArticleFacts
from commentbox.articles.site_address import on_site
from commentbox.domain.errors import InvalidFields
from commentbox.outside.door import Door
from commentbox.outside.refusals import Refused
from commentbox.text.incoming import tidy_line
from commentbox.text.plain import excerpt
from commentbox.web.json_form import from_json

TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
#: Unpacked; the longest articles with all their markup have half of it.
MOST_BYTES: Final = 2_000_000


def fetch_articles(door: Door, site_url: str, url: str) -> dict[str, ArticleFacts]:
    """Return what a page of the site names, by key.

    Raises ``Refused`` or ``Unreachable``; no step of the way leads off the site.
    """
    answer = door.get(
        url,
        types=TYPES,
        most=MOST_BYTES,
        fits=lambda hop: on_site(site_url, hop) is not None,
    )
    page = read_page(answer.body, _charset(answer.headers.get("content-type", "")))
    if len(page.keys) > MOST_BOXES:
        raise Refused("it carries many boxes: a list of articles, and none itself")
    canonical = on_site(site_url, urljoin(answer.url, page.canonical))
    address = canonical or on_site(site_url, answer.url)
    if address is None:
        raise Refused("it is not a page of this site")
    return {
        key: facts
        for key in page.keys
        if _is_key(key) and (facts := facts_of(page, address)) is not None
    }


def facts_of(page: PageFacts, address: str) -> ArticleFacts | None:
    """Return what fits of it; None where not even a title does."""
    title = tidy_line(page.first("og:title", "headline") or page.heading or page.title)
    wanted = {
        "url": address,
        "title": excerpt(title, MAX_TITLE) if title else address,
        "author": tidy_line(page.first("author"))[:MAX_TITLE],
        "language": tidy_line(page.language or page.first("inLanguage")),
        "published_at": page.first("article:published_time", "datePublished"),
        "body": page.text,
    }
    given = {name: value for name, value in wanted.items() if value}
    # A page that is wrong about its date is still an article.
    for _attempt in range(len(given)):
        form = ArticleForm(from_json(given, dict.fromkeys(given, str)))
        if form.validate():
            return form.to_facts()
        if {"url", "title"} & form.errors.keys():
            return None
        given = {n: v for n, v in given.items() if n not in form.errors}
    return None


def _is_key(key: str) -> bool:
    try:
        return bool(checked_key(key))
    except InvalidFields:
        return False


def _charset(content_type: str) -> str | None:
    message = Message()
    message["content-type"] = content_type
    return message.get_content_charset()
