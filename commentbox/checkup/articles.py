"""Whether articles become known as they should."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.articles.site_lists import troubles_of
from commentbox.checkup.check import Check
from commentbox.checkup.data import JOBS_OVERDUE
from commentbox.models import Page, PageState, Site, SiteList

LISTS = (
    "commentbox article discover --sitemap URL reads it now; commentbox site change "
    "NAME --sitemap URL (or --feed URL, or none) names another one"
)
TAKEN = (
    "name the same key in the page, or commentbox article change KEY --url URL; "
    "commentbox article fetch URL looks again"
)


def _lists(session: Session, now: datetime) -> Iterator[str]:
    """Yield what keeps sitemaps and feeds from being read."""
    query = select(SiteList, Site.name).join(Site, Site.id == SiteList.site_id)
    order = query.order_by(SiteList.site_id, SiteList.kind)
    for row, name in session.execute(order):
        whose = f"{row.kind} of {name}"
        for trouble in troubles_of(row):
            yield f"{whose}: {trouble} (tried {_time(row.tried_at)})"
        if row.next_at < now - JOBS_OVERDUE:
            yield f"{whose}: was due {_time(row.next_at)}: no process is serving"


def states_of_lists(session: Session) -> Iterator[str]:
    """Yield what each list came to when it was last read, and when it is read next."""
    query = select(SiteList, Site.name).join(Site, Site.id == SiteList.site_id)
    order = query.order_by(SiteList.site_id, SiteList.kind)
    for row, name in session.execute(order):
        came = f": {row.listed} pages, {row.fetched} of them new" if row.read_at else ""
        later = f", {row.left_over} left for later" if row.left_over else ""
        moved = f", found at {row.moved_to}" if row.moved_to else ""
        yield (
            f"{row.kind} of {name}, read {_time(row.read_at)}{came}{later}{moved};"
            f" next {_time(row.next_at)}"
        )


def _taken(session: Session, _now: datetime) -> Iterator[str]:
    """Yield pages that name a key while their address belongs to another."""
    query = select(Page).where(Page.result == PageState.TAKEN).order_by(Page.id)
    for page in session.scalars(query):
        yield f"{page.url}: {page.note} (read {_time(page.read_at)})"


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"


CHECKS = (
    Check("lists of articles", _lists, LISTS),
    Check("addresses of articles", _taken, TAKEN),
)
