"""A page of a thread as JSON."""

from __future__ import annotations

from typing import Any

from commentbox.models import Article, Discussion
from commentbox.publishing import cursors
from commentbox.publishing.page import ThreadPage, more_of
from commentbox.publishing.thread import Node
from commentbox.rulebook.document import Notice, Rules
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import rfc3339
from commentbox.web.urls import absolute, article_path, permalink, site_name

FORMATS = ("rss", "atom", "json")


def thread_json(
    article: Article, page: ThreadPage, *, notice: Notice, rules: Rules
) -> dict[str, Any]:
    return {
        "article": {
            "key": article.key,
            "url": article.url,
            "title": article.title,
            "count": article.comment_count,
            "open": article.comments is Discussion.OPEN,
            "feeds": {f: article_path(article, f"/feed.{f}") for f in FORMATS},
        },
        "notice": {
            "version": notice.version,
            "text": notice.plain_sentence,
            "mode": notice.mode.value,
        },
        "rules": {
            "version": rules.version,
            "url": absolute("/rules", site=site_name(article.site)),
            "intro": rules.intro,
            "text": rules.text,
        },
        "comments": [node_json(node) for node in page.nodes],
        "next": cursors.write(page.next) if page.next else None,
    }


def node_json(node: Node) -> dict[str, Any]:
    more = more_of(node)
    removal = node.removal
    return {
        "id": str(node.id),
        "parent": str(node.parent) if node.parent else None,
        "depth": node.depth,
        "author": {
            "name": "" if removal else node.name or _("Anonymous"),
            "url": node.url,
            "badge": node.badge.value if node.badge else None,
        },
        "html": str(node.html),
        "published_at": rfc3339(node.published_at),
        "edited_at": rfc3339(node.edited_at) if node.edited_at else None,
        # A tombstone has a place in the thread, and no address of its own.
        "permalink": None if removal else permalink(node.id),
        "removed": {
            "rule": removal.rule,
            "by": removal.by,
            "at": rfc3339(removal.at),
        }
        if removal
        else None,
        "replies": [node_json(reply) for reply in node.replies],
        "more": cursors.write(more) if more else None,
    }
