"""A feed as Atom (RFC 4287), with its threads (RFC 4685) and tombstones (RFC 6721)."""

from xml.etree.ElementTree import Element

from commentbox.publishing.elements import XHTML, add, add_words_for_people, written
from commentbox.publishing.feed import Entry, Feed
from commentbox.text.feeds import rfc3339, summary

#: Declared by hand, not by ``register_namespace``, which would change every other
#: document that this process writes.
NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:thr": "http://purl.org/syndication/thread/1.0",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
    "xmlns:h": XHTML,
    "xmlns:opensearch": "http://a9.com/-/spec/opensearch/1.1/",
}
ATOM = "application/atom+xml"
HTML = "text/html"


def render_atom(feed: Feed) -> bytes:
    root = Element("feed", NAMESPACES | _language(feed.language))
    add(root, "id", feed.id)
    add(root, "title", feed.title)
    if feed.subtitle:
        add(root, "subtitle", feed.subtitle)
    add(root, "updated", rfc3339(feed.updated))
    add(root, "generator", feed.generator)
    _link(root, "self", feed.page_url, type=ATOM)
    _link(root, "alternate", feed.url, type=HTML)
    if feed.total is not None:
        add(root, "opensearch:totalResults", str(feed.total))
    add_words_for_people(root, feed)
    for rel, url in feed.ways:
        _link(root, rel, url, type=ATOM)
    for entry in feed.entries:
        if entry.removal:
            # Few readers know this one. The others take the entry, which has changed.
            gone = {"ref": entry.id, "when": rfc3339(entry.updated)}
            add(root, "at:deleted-entry", attributes=gone)
        _add_entry(root, entry, feed.language)
    return written(root, feed.style_url)


def _add_entry(root: Element, entry: Entry, feed_language: str) -> None:
    element = add(root, "entry")
    add(element, "id", entry.id)
    add(element, "title", entry.title)
    add(element, "published", rfc3339(entry.published))
    add(element, "updated", rfc3339(entry.updated))
    author = add(element, "author")
    add(author, "name", entry.author)
    if entry.author_url:
        add(author, "uri", entry.author_url)
    _link(element, "alternate", entry.url, type=HTML)
    _link(element, "related", entry.article_url, type=HTML, title=entry.article_title)
    _add_thread(element, entry)
    # The title is worded in the feed's language, the comment perhaps in another.
    own_language = "" if entry.language == feed_language else entry.language
    # Plain, for lists and for browsers, which show markup that is text as text.
    add(element, "summary", summary(entry.html), _language(own_language))
    add(element, "content", entry.html, {"type": "html"} | _language(own_language))


def _add_thread(element: Element, entry: Entry) -> None:
    """Say what the comment answers, and how it was answered."""
    if entry.parent_id is None:
        answered, url = entry.article_id, entry.article_url
    else:
        answered, url = entry.parent_id, entry.parent_url or ""
    place = {"href": url, "type": HTML} if url else {}
    add(element, "thr:in-reply-to", attributes={"ref": answered} | place)
    counted = {"thr:count": str(entry.replies)}
    if entry.replies_updated:
        counted["thr:updated"] = rfc3339(entry.replies_updated)
    _link(element, "replies", entry.replies_url, type=ATOM, **counted)
    add(element, "thr:total", str(entry.replies))


def _link(parent: Element, rel: str, href: str | None, **attributes: str) -> None:
    if href:
        add(parent, "link", attributes={"rel": rel, "href": href} | attributes)


def _language(tag: str) -> dict[str, str]:
    return {"xml:lang": tag} if tag else {}
