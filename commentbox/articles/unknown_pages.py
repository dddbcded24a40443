"""Pages that a site lists and nobody has made known: which may be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.articles.listings import Listed
from commentbox.articles.sightings import HOUR, KIND, MOST_AN_HOUR, hash_of
from commentbox.jobs.queue import enqueue
from commentbox.models import Article, Page, PageState, Site

#: Left to the boxes that report themselves, of what may be looked at in an hour.
LEFT_TO_BOXES: Final = 20
#: So many are looked up by one statement; databases bound their parameters.
AT_ONCE: Final = 500
#: What had no box is looked at again where it is said to have changed; some lists say
#: that of everything, each time.
AGAIN: Final = timedelta(days=1)
#: Lists often name the day and no time.
DAY: Final = timedelta(days=1)


def unknown(
    session: Session,
    site: Site,
    pages: Sequence[Listed],
    *,
    now: datetime,
    again: bool = False,
) -> list[str]:
    """Return the addresses that are no article and are to be looked at.

    With ``again`` also those that have been looked at, whenever that was.
    """
    left = []
    for start in range(0, len(pages), AT_ONCE):
        some = pages[start : start + AT_ONCE]
        urls = [page.url for page in some]
        articles = select(Article.url).where(
            Article.site_id == site.id, Article.url.in_(urls)
        )
        known = set(session.scalars(articles))
        seen = {page.url_hash: page for page in _seen(session, site, urls)}
        for page in some:
            past = seen.get(hash_of(page.url))
            if page.url not in known and (
                past is None or _is_worth_it(past, page, now, again=again)
            ):
                left.append(page.url)
    return left


def _seen(session: Session, site: Site, urls: Sequence[str]) -> Iterator[Page]:
    query = select(Page).where(
        Page.site_id == site.id, Page.url_hash.in_(map(hash_of, urls))
    )
    yield from session.scalars(query)


def _is_worth_it(past: Page, listed: Listed, now: datetime, *, again: bool) -> bool:
    if past.result in {PageState.WANTED, PageState.KNOWN} or past.read_at is None:
        return False
    if again:
        return True
    changed = listed.at is not None and listed.at > past.read_at - DAY
    return changed and past.read_at <= now - AGAIN


def room(session: Session, site: Site, *, now: datetime) -> int:
    """Return how many may be looked at now without shutting out boxes."""
    query = select(func.count()).where(
        Page.site_id == site.id, Page.created_at > now - HOUR
    )
    return max(MOST_AN_HOUR - LEFT_TO_BOXES - (session.scalar(query) or 0), 0)


def look_at(
    session: Session, site: Site, addresses: Sequence[str], *, now: datetime
) -> list[int]:
    """Have pages looked at as if a box had reported them; return their ids.

    What somebody reported meanwhile is left alone. The caller commits.
    """
    past = {page.url: page for page in _seen(session, site, addresses)}
    ids = []
    for address in addresses:
        seen = past.get(address)
        if seen is not None and seen.result in {PageState.WANTED, PageState.KNOWN}:
            continue
        if seen is not None:
            session.delete(seen)
            session.flush()
        page = Page(
            site_id=site.id, url=address, url_hash=hash_of(address), created_at=now
        )
        session.add(page)
        session.flush()
        enqueue(session, KIND, str(page.id), {"page": page.id}, now=now)
        ids.append(page.id)
    return ids
