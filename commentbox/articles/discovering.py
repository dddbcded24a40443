"""Find pages of a site that nobody has made known, in what the site itself lists.

The list only says where to look, as a box does that reports itself: each page is then
fetched by us, and only one that carries a box becomes an article (docs/decisions/0024).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.articles.listings import (
    MOST_BYTES,
    MOST_LISTED,
    Listed,
    Listing,
    read_listing,
)
from commentbox.articles.sightings import HOUR, KIND, MOST_AN_HOUR, hash_of
from commentbox.articles.site_address import on_site
from commentbox.jobs.queue import enqueue
from commentbox.models import Article, Page, Site
from commentbox.outside.door import Door
from commentbox.outside.refusals import OutsideError
from commentbox.web.asked import origin_of

TYPES: Final = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/gzip",
        "application/json",
        "application/octet-stream",
        "application/rss+xml",
        "application/x-gzip",
        "application/xml",
        "text/xml",
    }
)
#: An index within an index is against its rules, and still met.
MOST_DEPTH: Final = 2
MOST_FILES: Final = 50
#: Left to the boxes that report themselves, of what may be looked at in an hour.
LEFT_TO_BOXES: Final = 20
#: So many are looked up by one statement; databases bound their parameters.
AT_ONCE: Final = 500
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def listed_pages(door: Door, site_url: str, url: str) -> tuple[list[str], list[str]]:
    """Return the pages of the site that an address lists, newest first, and errors.

    The address itself failing raises ``OutsideError``; a further sitemap that fails is
    told, and the others are read. None leads to another origin than the first.
    """
    pages: dict[str, Listed] = {}
    errors: list[str] = []
    waiting, seen = [(url, 0)], {url}
    while waiting:
        here, depth = waiting.pop(0)
        try:
            found = _read(door, here, origin_of(url))
        except OutsideError as error:
            if here == url:
                raise
            errors.append(f"{here}: {error}")
            continue
        for listed in found.pages:
            address = on_site(site_url, listed.url)
            if address is not None and len(pages) < MOST_LISTED:
                pages.setdefault(address, listed)
        for further in newest_first(found.sitemaps):
            if further.url in seen or depth == MOST_DEPTH or len(seen) == MOST_FILES:
                continue
            seen.add(further.url)
            waiting.append((further.url, depth + 1))
    order = sorted(pages, key=lambda a: pages[a].at or LONG_AGO, reverse=True)
    return order, errors


def _read(door: Door, url: str, origin: str) -> Listing:
    def fits(hop: str) -> bool:
        try:
            return origin_of(hop) == origin
        except ValueError:
            return False

    return read_listing(door.get(url, types=TYPES, most=MOST_BYTES, fits=fits).body)


def newest_first(listed: Iterable[Listed]) -> list[Listed]:
    """Put what changed last first; what does not say when comes last, as it stood."""
    return sorted(listed, key=lambda one: one.at or LONG_AGO, reverse=True)


def unknown(session: Session, site: Site, addresses: list[str]) -> list[str]:
    """Return those that are no article and have not been looked at lately."""
    left = []
    for start in range(0, len(addresses), AT_ONCE):
        some = addresses[start : start + AT_ONCE]
        articles = select(Article.url).where(
            Article.site_id == site.id, Article.url.in_(some)
        )
        pages = select(Page.url).where(
            Page.site_id == site.id, Page.url_hash.in_(map(hash_of, some))
        )
        known = {*session.scalars(articles), *session.scalars(pages)}
        left += [address for address in some if address not in known]
    return left


def room(session: Session, site: Site, *, now: datetime) -> int:
    """Return how many may be looked at now without shutting out boxes."""
    query = select(func.count()).where(
        Page.site_id == site.id, Page.created_at > now - HOUR
    )
    return max(MOST_AN_HOUR - LEFT_TO_BOXES - (session.scalar(query) or 0), 0)


def look_at(
    session: Session, site: Site, addresses: list[str], *, now: datetime
) -> list[int]:
    """Have pages looked at as if a box had reported them; return their ids.

    What somebody reported meanwhile is left alone. The caller commits.
    """
    ids = []
    for address in unknown(session, site, addresses):
        page = Page(
            site_id=site.id, url=address, url_hash=hash_of(address), created_at=now
        )
        session.add(page)
        session.flush()
        enqueue(session, KIND, str(page.id), {"page": page.id}, now=now)
        ids.append(page.id)
    return ids
