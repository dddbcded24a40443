"""A box under a page that nobody has made known: note it, and look at the page.

Who reports it chooses nothing: only the page itself, fetched by us, says which keys it
names and what it is called (docs/decisions/0024).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from commentbox.articles.put_article import ArticleFacts, put_article
from commentbox.articles.site_address import on_site
from commentbox.domain.errors import InvalidFields, TooManyAttempts
from commentbox.jobs.queue import enqueue
from commentbox.models import Article, Page, PageState, Site
from commentbox.web.i18n import gettext as _

KIND: Final = "page"
#: So many new pages of a site are looked at in an hour, whoever reports them.
MOST_AN_HOUR: Final = 120
HOUR: Final = timedelta(hours=1)
#: A page that had no box is looked at again no sooner than this.
AGAIN: Final = timedelta(hours=1)
#: What was read is forgotten after this, and what could not be read after that.
KEPT: Final = timedelta(days=30)
WANTED_FOR: Final = timedelta(days=1)


def sight(session: Session, site: Site, key: str, url: str, *, now: datetime) -> None:
    """Note that a box asks for an unknown article. The caller commits.

    Raises ``InvalidFields`` where the page is none of the site, ``TooManyAttempts``
    where too many are reported.
    """
    address = on_site(site.url, url)
    if address is None:
        raise InvalidFields({"url": [_("This is not an address of this site.")]})
    known = select(Article.id).where(Article.site_id == site.id, Article.key == key)
    if session.scalar(known) is not None:
        return
    page = page_at(session, site.id, address)
    if page is None:
        page = _add(session, site, address, now)
    elif page.result is PageState.WANTED or not _may_be_read_again(page, now):
        return
    page.result = PageState.WANTED
    enqueue(session, KIND, str(page.id), {"page": page.id}, now=now)


def register(
    session: Session, page: Page, found: dict[str, ArticleFacts], *, now: datetime
) -> list[str]:
    """Make known what a page has said, by key, and return what was new.

    What is known under another key with the same address stays alone: two discussions
    of one article would be worse than none. The caller commits.
    """
    page.read_at = now
    new = register_found(session, page.site_id, found, now=now)
    page.result = PageState.KNOWN if found else PageState.NONE
    page.note = "" if found else "it carries no box"
    for key, holder in taken(session, page.site_id, found).items():
        page.result = PageState.TAKEN
        page.note = f"it names the key {key!r}, and its address belongs to {holder!r}"
    return new


def taken(
    session: Session, site_id: int, found: dict[str, ArticleFacts]
) -> dict[str, str]:
    """Return the keys that stay unknown, each with the one that has its address."""
    holders = {}
    for key, facts in found.items():
        query = select(Article.key).where(Article.site_id == site_id)
        if session.scalar(query.where(Article.key == key)) is None:
            at_address = query.where(Article.url == facts.url).order_by(Article.id)
            holders[key] = session.scalar(at_address.limit(1)) or ""
    return holders


def page_at(session: Session, site_id: int, address: str) -> Page | None:
    """Return what is noted of a page of a site."""
    query = select(Page).where(
        Page.site_id == site_id, Page.url_hash == hash_of(address)
    )
    return session.scalar(query)


def register_found(
    session: Session, site_id: int, found: dict[str, ArticleFacts], *, now: datetime
) -> list[str]:
    """Add what is not known yet and return its keys. The caller commits."""
    site = session.get_one(Site, site_id)
    # Before any is added: two boxes on one page are two articles of one address.
    new = [
        k for k, facts in found.items() if not _knows(session, site_id, k, facts.url)
    ]
    for key in new:
        put_article(session, site, key, found[key], now=now)
    return new


def reject(page: Page, why: str, *, now: datetime) -> None:
    """Note why nothing came of a page. The caller commits."""
    page.result, page.note, page.read_at = PageState.NONE, why[:300], now


def forget_pages(session: Session, *, now: datetime) -> None:
    """Delete pages that were read long ago, or not for a day. The caller commits.

    Articles stay; only what a list names again is looked at once more.
    """
    # By site, as the index goes.
    sites = Page.site_id.in_(select(Site.id))
    given_up = (Page.result == PageState.WANTED) & (Page.created_at < now - WANTED_FOR)
    old = Page.created_at < now - KEPT
    session.execute(
        delete(Page).where(sites, Page.created_at < now - WANTED_FOR, old | given_up)
    )


def hash_of(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _add(session: Session, site: Site, address: str, now: datetime) -> Page:
    query = select(func.count()).where(
        Page.site_id == site.id, Page.created_at > now - HOUR
    )
    if (session.scalar(query) or 0) >= MOST_AN_HOUR:
        raise TooManyAttempts(int(HOUR.total_seconds()))
    page = Page(site_id=site.id, url=address, url_hash=hash_of(address), created_at=now)
    session.add(page)
    session.flush()
    return page


def _may_be_read_again(page: Page, now: datetime) -> bool:
    return page.read_at is None or page.read_at <= now - AGAIN


def _knows(session: Session, site_id: int, key: str, url: str) -> bool:
    own = select(Article.id).where(Article.site_id == site_id).limit(1)
    # One after the other: SQLite goes by one index at a time.
    return any(
        session.scalar(own.where(same)) is not None
        for same in (Article.key == key, Article.url == url)
    )
