"""A feed as RSS 2.0, in the shape that WordPress's subscribers know."""

import re
from datetime import datetime
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element

from commentbox.publishing.elements import XHTML, add, add_words_for_people, written
from commentbox.publishing.feed import Entry, Feed
from commentbox.text.feeds import summary

#: Declared by hand for the same reason as in ``atom``.
NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:h": XHTML,
    "xmlns:opensearch": "http://a9.com/-/spec/opensearch/1.1/",
    "xmlns:slash": "http://purl.org/rss/1.0/modules/slash/",
    "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
}
RSS = "application/rss+xml"

_OPENS_A_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def render_rss(feed: Feed) -> bytes:
    root = Element("rss", {"version": "2.0"} | NAMESPACES)
    channel = add(root, "channel")
    add(channel, "title", _unmarked(feed.title))
    add(channel, "link", feed.url)
    add(channel, "description", _unmarked(feed.subtitle or feed.title))
    if feed.language:
        add(channel, "language", feed.language)
    add(channel, "lastBuildDate", _rfc822(feed.updated))
    add(channel, "generator", feed.generator)
    for rel, url in [("self", feed.page_url), *feed.ways]:
        add(channel, "atom:link", attributes={"rel": rel, "href": url, "type": RSS})
    add_words_for_people(channel, feed)
    if feed.total is not None:
        add(channel, "opensearch:totalResults", str(feed.total))
    for entry in feed.entries:
        _add_item(channel, entry, feed.language)
    return written(root, feed.style_url)


def _add_item(channel: Element, entry: Entry, feed_language: str) -> None:
    item = add(channel, "item")
    add(item, "title", _unmarked(entry.title))
    add(item, "link", entry.url)
    add(item, "guid", entry.id, {"isPermaLink": "false"})
    add(item, "pubDate", _rfc822(entry.published))
    # Not ``author``, which in RSS is an e-mail address.
    add(item, "dc:creator", _unmarked(entry.author))
    if entry.language and entry.language != feed_language:
        add(item, "dc:language", entry.language)
    # Every reader takes a description for HTML: text that speaks of ``<b>`` is escaped
    # once for that and, by the writer, once for XML.
    add(item, "description", escape(summary(entry.html), quote=False))
    add(item, "content:encoded", entry.html)
    add(item, "comments", entry.url)
    add(item, "slash:comments", str(entry.replies))
    if entry.replies_url:
        add(item, "wfw:commentRss", entry.replies_url)


def _unmarked(text: str) -> str:
    """Return ``text`` so that it holds no tag, read as text or as HTML.

    RSS does not say which of the two a title is and readers disagree, but names and
    titles come from anyone: ``<`` yields to a guillemet where it would open a tag.
    """
    return _OPENS_A_TAG.sub("‹", text)


def _rfc822(at: datetime) -> str:
    return format_datetime(at, usegmt=True)
