"""A feed as JSON Feed 1.1, with what it lacks under ``_commentbox``."""

import json
from collections.abc import Mapping

from commentbox.publishing.feed import Entry, Feed
from commentbox.text.feeds import rfc3339

VERSION = "https://jsonfeed.org/version/1.1"


def render_json_feed(feed: Feed) -> bytes:
    document = {
        "version": VERSION,
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.url,
        "feed_url": feed.feed_url,
        "next_url": feed.next_url,
        "language": feed.language,
        "_commentbox": _said(
            {
                "id": feed.id,
                "updated": rfc3339(feed.updated),
                "generator": feed.generator,
                "total": feed.total,
            }
        ),
        "items": [_item(entry) for entry in feed.entries],
    }
    said = _said(document)
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _item(entry: Entry) -> dict[str, object]:
    author = _said({"name": entry.author, "url": entry.author_url})
    return _said(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": entry.html,
            "date_published": rfc3339(entry.published),
            "date_modified": rfc3339(entry.updated),
            "authors": [author] if author else None,
            "language": entry.language,
            "_commentbox": _said({"badge": entry.badge, "removed": _removed(entry)})
            | _thread(entry),
        }
    )


def _thread(entry: Entry) -> dict[str, object]:
    """Return the place of a comment in its thread; no parent at the top level."""
    parent = _said({"id": entry.parent_id, "url": entry.parent_url})
    article = {
        "id": entry.article_id,
        "url": entry.article_url,
        "title": entry.article_title,
    }
    replies = {"count": entry.replies, "url": entry.replies_url}
    return {
        "parent": parent or None,
        "article": _said(article),
        "replies": _said(replies),
    }


def _removed(entry: Entry) -> dict[str, object] | None:
    if entry.removal is None:
        return None
    rule, by = entry.removal.rule, entry.removal.by
    return {"rule": rule, "by": by, "at": rfc3339(entry.updated)}


def _said(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that say something: JSON Feed has no null and no empty URL."""
    return {name: value for name, value in fields.items() if value not in (None, "")}
