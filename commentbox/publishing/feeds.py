"""From rows to ``Feed``: of an article, of a branch, of a whole site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from sqlalchemy.orm import Session

from commentbox.models import Article, Comment, Site
from commentbox.publishing import feed_places
from commentbox.publishing.feed import Entry, Feed
from commentbox.publishing.feed_entries import Rulings, entry_of, tag
from commentbox.publishing.feed_places import Place
from commentbox.publishing.feed_rows import FeedPage, Scope, feed_page
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import speech
from commentbox.web.urls import absolute, article_path, permalink, site_name, static_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address of a feed says beside whose feed it is."""

    format: str
    #: The language of its own words, where it was named.
    lang: str | None = None
    #: Only of comments in this language.
    language: str | None = None
    place: Place | None = None


class Address(Protocol):
    """Makes the address of a feed with these parameters."""

    def __call__(self, **query: str | None) -> str: ...


def article_feed(session: Session, article: Article, asked: Asked) -> Feed:
    """Return the comments of one article, the latest change first."""
    scope = Scope(site_id=article.site_id, article_id=article.id)
    page = _page(session, scope, article.site, asked)
    return Feed(
        id=tag(article.site, "article-comments", str(article.id)),
        title=_("Comments on: %(title)s", title=article.title),
        subtitle=_("The discussion under this article."),
        url=article.url,
        language=speech().language,
        updated=article.changed_at,
        entries=_entries(session, page, article.site, asked),
        total=article.comment_count,
        **_ways(page, partial(article_path, article, f"/feed.{asked.format}"), asked),
    )


def thread_feed(session: Session, comment: Comment, asked: Asked) -> Feed:
    """Return the branch around a public comment."""
    article = comment.article
    scope = Scope(site_id=article.site_id, root_id=comment.root_id)
    page = _page(session, scope, article.site, asked)
    path = f"/comments/{comment.id}/feed.{asked.format}"
    return Feed(
        id=tag(article.site, "thread", str(comment.root_id)),
        title=_(
            "Thread of %(name)s on: %(title)s",
            name=comment.author_name or _("Anonymous"),
            title=article.title,
        ),
        subtitle=_("One branch of the discussion."),
        url=permalink(comment.id),
        language=speech().language,
        updated=article.changed_at,
        entries=_entries(session, page, article.site, asked),
        **_ways(page, partial(absolute, path), asked),
    )


def site_feed(session: Session, site: Site, asked: Asked) -> Feed:
    """Return the comments of all articles of a site, perhaps those of one language."""
    page = _page(session, Scope(site_id=site.id, language=asked.language), site, asked)
    only = {"site": site_name(site), "language": asked.language}
    own = f"{site.id}/{asked.language}" if asked.language else str(site.id)
    return Feed(
        id=tag(site, "comments", own),
        title=_("All comments on %(site)s", site=site.name),
        subtitle=_("Every comment that was published, newest first."),
        url=site.url,
        language=speech().language,
        updated=site.changed_at,
        entries=_entries(session, page, site, asked),
        **_ways(page, partial(absolute, f"/feed.{asked.format}", **only), asked),
    )


def _page(session: Session, scope: Scope, site: Site, asked: Asked) -> FeedPage:
    return feed_page(session, scope, place=asked.place, limit=site.feed_entries)


def _entries(
    session: Session, page: FeedPage, site: Site, asked: Asked
) -> tuple[Entry, ...]:
    rulings = Rulings(session, site)
    return tuple(entry_of(row, asked.format, rulings) for row in page.rows)


def _ways(page: FeedPage, address: Address, asked: Asked) -> dict[str, Any]:
    """Return the addresses of a feed and of the pages around this one."""

    def at(place: Place | None) -> str | None:
        written = place and feed_places.write(place)
        return address(cursor=written, lang=asked.lang) if written else None

    first = address(lang=asked.lang)
    paged = page.newer or page.older
    about = _(
        "This is a feed. A feed reader shows what is new in it, without an account:"
        " copy this address into yours."
    )
    return {
        "style_url": static_url("feed.css"),
        "about": about,
        "page_label": _("To the page it belongs to"),
        "feed_url": first,
        "page_url": at(asked.place) or first,
        "previous_url": at(page.newer),
        "next_url": at(page.older),
        "last_url": at(feed_places.LAST) if paged else None,
    }
