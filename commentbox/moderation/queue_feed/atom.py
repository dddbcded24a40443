"""The feed of the queue as Atom (RFC 4287), whatever guests have written."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from commentbox.moderation.queue_feed.entries import Entry, Feed
from commentbox.text import feeds
from commentbox.text.feeds import legal, one_line

ATOM = "application/atom+xml"


def render(feed: Feed, *, language: str) -> bytes:
    root = Element(
        "feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language}
    )
    _add(root, "id", feed.id)
    _add(root, "title", one_line(feed.title))
    _add(root, "updated", _time(feed.updated))
    _add(root, "generator", "commentbox")
    # Its own address is a secret: it stands nowhere in what it says.
    _add(root, "link", rel="alternate", href=feed.url, type="text/html")
    for entry in feed.entries:
        _add_entry(root, entry)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: Element, entry: Entry) -> None:
    element = _add(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", one_line(entry.title))
    _add(element, "published", _time(entry.sent))
    _add(element, "updated", _time(entry.sent))
    author = _add(element, "author")
    _add(author, "name", one_line(entry.author) or "–")
    _add(element, "link", rel="alternate", href=entry.url, type="text/html")
    _add(element, "category", term=one_line(entry.lane))
    _add(element, "content", legal(entry.html), type="html")


def _add(
    parent: Element, tag: str, text: str | None = None, **attributes: str
) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = text
    return element


def _time(moment: datetime) -> str:
    # A database may tell it on the clock of its own server.
    return feeds.rfc3339(moment.astimezone(UTC))
