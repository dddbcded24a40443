"""From rows to ``Feed``: of an article, of a branch, of a whole site."""

from __future__ import annotations

from sqlalchemy.orm import Session

from commentbox.models import Article, Comment, Site
from commentbox.publishing.feed import Deletion, Entry, Feed
from commentbox.publishing.queries import (
    FeedRow,
    latest_changes,
)
from commentbox.text.feeds import tag_uri
from commentbox.web.badge import named
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import speech
from commentbox.web.urls import absolute, article_path, permalink, site_name

FEED_LENGTH = 50


def article_feed(session: Session, article: Article, format_: str) -> Feed:
    """Return the comments of one article, newest first."""
    rows, gone = latest_changes(
        session, site_id=article.site_id, article_id=article.id, limit=FEED_LENGTH
    )
    return Feed(
        id=_tag(article.site, "article-comments", str(article.id)),
        title=_("Comments on: %(title)s", title=article.title),
        subtitle=_("The discussion under this article."),
        url=article.url,
        feed_url=article_path(article, f"/feed.{format_}"),
        language=speech().language,
        updated=article.changed_at,
        entries=tuple(_entry(row, format_) for row in rows),
        deletions=tuple(_deletion(comment, article.site) for comment in gone),
        total=article.comment_count,
    )


def thread_feed(session: Session, comment: Comment, format_: str) -> Feed:
    """Return the branch around a public comment."""
    article = comment.article
    rows, gone = latest_changes(
        session, site_id=article.site_id, root_id=comment.root_id, limit=FEED_LENGTH
    )
    return Feed(
        id=_tag(article.site, "thread", str(comment.root_id)),
        title=_(
            "Thread of %(name)s on: %(title)s",
            name=comment.author_name or _("Anonymous"),
            title=article.title,
        ),
        subtitle=_("One branch of the discussion."),
        url=permalink(comment.id),
        feed_url=absolute(f"/comments/{comment.id}/feed.{format_}"),
        language=speech().language,
        updated=article.changed_at,
        entries=tuple(_entry(row, format_) for row in rows),
        deletions=tuple(_deletion(gone_one, article.site) for gone_one in gone),
    )


def site_feed(session: Session, site: Site, format_: str) -> Feed:
    """Return the newest comments of all articles of a site."""
    rows, gone = latest_changes(session, site_id=site.id, limit=FEED_LENGTH)
    return Feed(
        id=_tag(site, "comments", str(site.id)),
        title=_("All comments on %(site)s", site=site.name),
        subtitle=_("Every comment that was published, newest first."),
        url=site.url,
        feed_url=absolute(f"/feed.{format_}", site=site_name(site)),
        language=speech().language,
        updated=site.changed_at,
        entries=tuple(_entry(row, format_) for row in rows),
        deletions=tuple(_deletion(comment, site) for comment in gone),
    )


def _entry(row: FeedRow, format_: str) -> Entry:
    comment, article = row.comment, row.article
    name = named(comment.author_name, comment.badge)
    parent = comment.parent_id
    return Entry(
        id=_tag(article.site, "comment", str(comment.id)),
        url=permalink(comment.id),
        title=_("%(name)s on: %(title)s", name=name, title=article.title),
        author=name,
        author_url=comment.author_url,
        badge=comment.badge,
        html=row.html,
        published=comment.public_since,
        updated=comment.changed_at or comment.public_since,
        article_id=_tag(article.site, "article", str(article.id)),
        article_url=article.url,
        article_title=article.title,
        parent_id=_tag(article.site, "comment", str(parent)) if parent else None,
        parent_url=permalink(row.parent) if row.parent else None,
        replies=row.replies,
        replies_url=absolute(f"/comments/{comment.id}/feed.{format_}"),
        replies_updated=row.replies_updated,
        language=comment.language,
    )


def _deletion(comment: Comment, site: Site) -> Deletion:
    return Deletion(id=_tag(site, "comment", str(comment.id)), at=comment.gone_since)


def _tag(site: Site, kind: str, id_: str) -> str:
    return tag_uri(site.tag_host, kind, id_)
