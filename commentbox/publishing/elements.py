"""XML elements, as both of the feeds made of them need them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from xml.etree.ElementTree import Element, SubElement, tostring

from commentbox.publishing.feed import Feed

XHTML = "http://www.w3.org/1999/xhtml"


def add(
    parent: Element,
    tag: str,
    text: str | None = None,
    attributes: Mapping[str, str] | None = None,
) -> Element:
    """Add a child and return it."""
    element = SubElement(parent, tag, dict(attributes or {}))
    element.text = text
    return element


def add_words_for_people(parent: Element, feed: Feed) -> None:
    """Add what a browser shows first: what this is, where it is, whose it is.

    In XHTML, so that links are links; programs pass over what they do not know. The
    root declares the prefix ``h``.
    """
    if not feed.style_url:
        return
    words = add(parent, "h:div")
    # A phone would lay out an XML document as wide as a desk.
    view = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    add(words, "h:meta", attributes=view)
    add(words, "h:p", feed.about)
    for url, label in ((feed.feed_url, feed.feed_url), (feed.url, feed.page_label)):
        if url:
            add(add(words, "h:p"), "h:a", label or url, {"href": url})


def written(root: Element, style_url: str | None = None) -> bytes:
    """Return a whole document, with its style sheet."""
    body: bytes = tostring(root, encoding="utf-8")
    style = ""
    if style_url:
        href = escape(style_url, quote=True)
        style = f'<?xml-stylesheet type="text/css" href="{href}"?>\n'
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + style.encode() + body
