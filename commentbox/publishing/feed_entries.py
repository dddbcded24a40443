"""From a row to an entry: a comment, or a notice in the place of one that is gone."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import Any

from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing
from commentbox.models import Comment, Site
from commentbox.publishing.feed import Entry
from commentbox.publishing.feed_rows import FeedRow
from commentbox.publishing.thread import Removal
from commentbox.rulebook.document import Rules, read_rules
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.text.feeds import tag_uri
from commentbox.web.badge import named
from commentbox.web.i18n import date_and_time, speech
from commentbox.web.i18n import gettext as _
from commentbox.web.urls import absolute, permalink


class Rulings:
    """Says why a comment is gone; reads the rules once, and only if one is named."""

    def __init__(self, session: Session, site: Site) -> None:
        self.session = session
        self.site = site

    @cached_property
    def rules(self) -> Rules:
        book = rulebook_in_force(self.session, self.site.id)
        return read_rules(book.document, book.version, speech().variant)

    def sentence(self, removal: Removal) -> str:
        date = date_and_time(removal.at)
        if removal.by == "author":
            return _("This comment was withdrawn by its author on %(date)s.", date=date)
        rule = self.rules.get(removal.rule) if removal.rule else None
        if rule is None:
            return _("This comment was removed on %(date)s.", date=date)
        told = _("rule %(number)s, %(title)s", number=rule.number, title=rule.title)
        return _(
            "This comment was removed on %(date)s: %(rule)s.", date=date, rule=told
        )


def entry_of(row: FeedRow, format_: str, rulings: Rulings) -> Entry:
    """Return the entry of a comment; its id is the same for ever."""
    comment, article = row.comment, row.article
    site, parent = article.site, comment.parent_id
    said = _public(row, format_) if row.public else _gone(row, rulings)
    return Entry(
        id=tag(site, "comment", str(comment.id)),
        published=comment.public_since,
        updated=row.changed_at,
        article_id=tag(site, "article", str(article.id)),
        article_url=article.url,
        article_title=article.title,
        parent_id=tag(site, "comment", str(parent)) if parent else None,
        parent_url=permalink(row.parent) if row.parent else None,
        replies=row.replies,
        replies_updated=row.replies_updated,
        **said,
    )


def tag(site: Site, kind: str, id_: str) -> str:
    """Return the id of a thing of this site."""
    return tag_uri(site.tag_host, kind, id_)


def _public(row: FeedRow, format_: str) -> dict[str, Any]:
    comment = row.comment
    name = named(comment.author_name, comment.badge)
    return {
        "url": permalink(comment.id),
        "title": _("%(name)s on: %(title)s", name=name, title=row.article.title),
        "author": name,
        "author_url": comment.author_url,
        "badge": comment.badge,
        "html": row.html,
        "replies_url": absolute(f"/comments/{comment.id}/feed.{format_}"),
        "language": comment.language,
    }


def _gone(row: FeedRow, rulings: Rulings) -> dict[str, Any]:
    """Return what takes the place of a text that readers have: why there is none.

    The site says it, not the author, of whom nothing is left.
    """
    comment, article = row.comment, row.article
    removal = _removal(comment)
    withdrawn = removal.by == "author"
    title = (
        _("Withdrawn: a comment on %(title)s", title=article.title)
        if withdrawn
        else _("Removed: a comment on %(title)s", title=article.title)
    )
    page, _sep, _fragment = article.url.partition("#")
    return {
        # It has no permalink any more, but perhaps a place in the thread.
        "url": f"{page}#comment-{comment.id}" if comment.in_view else article.url,
        "title": title,
        "author": article.site.name,
        "author_url": None,
        "html": f"<p>{escape(rulings.sentence(removal))}</p>",
        "replies_url": None,
        "language": speech().language,
        "removal": removal,
    }


def _removal(comment: Comment) -> Removal:
    if comment.standing is Standing.TOMBSTONE:
        return Removal(comment.removed_rule, "moderator", comment.gone_since)
    return Removal(None, "author", comment.gone_since)
