"""When the lists of a site are read, and what is remembered of it.

A list is asked hourly for what is new, ever less often while it fails, and once a day
for all of it, so that what fell through is found again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.articles.discovering import Found, Heard, Trouble
from commentbox.jobs.queue import enqueue
from commentbox.models import Job, ListKind, Site, SiteList
from commentbox.outside.refusals import Gone, OutsideError, Unreachable

KIND: Final = "list"
EVERY: Final = timedelta(hours=1)
#: Added by chance, so that not all sites of a server are asked in the same minute.
JITTER_S: Final = 600
LONGEST: Final = timedelta(days=1)
#: What is gone may still come back: an address was mistyped on the other side.
GONE: Final = timedelta(days=7)
WHOLE_EVERY: Final = timedelta(days=1)

Place = tuple[int, ListKind]


def wanted_lists(site: Site) -> dict[ListKind, str]:
    """Return the addresses that a site names, by kind."""
    named = {ListKind.SITEMAP: site.sitemap_url, ListKind.FEED: site.feed_url}
    return {kind: url for kind, url in named.items() if url}


def has_due(session: Session, *, now: datetime) -> bool:
    """Return whether there is anything to do for ``wish_for_lists``."""
    columns = (SiteList.site_id, SiteList.kind, SiteList.url, SiteList.next_at)
    rows = session.execute(select(*columns)).all()
    named = _named(session.scalars(select(Site)))
    return {(row.site_id, row.kind): row.url for row in rows} != named or any(
        row.next_at <= now for row in rows
    )


def wish_for_lists(session: Session, *, now: datetime) -> int:
    """Follow the settings, and wish for what is due; return how much that is.

    The caller has begun to write, and commits.
    """
    # Of two processes the second waits here, and then finds that all is done.
    sites = select(Site).order_by(Site.id).with_for_update(key_share=True)
    named = _named(session.scalars(sites))
    rows = {(row.site_id, row.kind): row for row in session.scalars(select(SiteList))}
    for place, row in list(rows.items()):
        if named.get(place) != row.url:
            session.delete(rows.pop(place))
    session.flush()
    for (site_id, kind), url in named.items():
        if (site_id, kind) not in rows:
            row = SiteList(site_id=site_id, kind=kind, url=url, next_at=now)
            session.add(row)
            rows[site_id, kind] = row
    due = [row for row in rows.values() if row.next_at <= now]
    for row in due:
        _wish(session, row, now)
    return len(due)


def _wish(session: Session, row: SiteList, now: datetime) -> None:
    key = f"{row.site_id} {row.kind}"
    # What is lost with its process comes again with the next hour.
    row.next_at = now + EVERY
    waits = select(Job.id).where(
        Job.kind == KIND, Job.key == key, Job.dead_at.is_(None)
    )
    if session.scalar(waits) is None:
        payload = {"site": row.site_id, "kind": row.kind.value, "url": row.url}
        enqueue(session, KIND, key, payload, now=now)


def list_of(session: Session, site_id: int, url: str) -> SiteList | None:
    """Return the list of a site that has this address."""
    query = select(SiteList).where(SiteList.site_id == site_id, SiteList.url == url)
    return session.scalars(query.order_by(SiteList.kind)).first()


def heard_before(row: SiteList, *, now: datetime) -> dict[str, Heard]:
    """Return what the files need not say again; nothing where all is to be said."""
    if row.whole_at is None or row.whole_at <= now - WHOLE_EVERY or row.left_over:
        return {}
    return {url: Heard.from_row(file) for url, file in row.files.items()}


def note_read(
    row: SiteList,
    found: Found,
    *,
    fetched: int,
    left_over: int,
    whole: bool,
    now: datetime,
) -> None:
    """Note what a reading came to. The caller commits."""
    row.tried_at = row.read_at = now
    row.whole_at = now if whole else row.whole_at
    row.failures = 0
    row.listed, row.fetched, row.left_over = found.listed, fetched, left_over
    row.moved_to = found.moved_to
    row.troubles = [asdict(trouble) for trouble in found.troubles]
    row.files = {url: file.to_row() for url, file in found.files.items()}
    row.next_at = now + EVERY + _jitter(row, now)


def note_failure(row: SiteList, error: OutsideError, *, now: datetime) -> None:
    """Note that the list could not be read. The caller commits."""
    row.tried_at = now
    row.failures += 1
    row.troubles = [asdict(Trouble(row.url, error.text, error.values))]
    asked = timedelta(seconds=error.wait_s if isinstance(error, Unreachable) else 0)
    wait = GONE if isinstance(error, Gone) else delay(row.failures)
    row.next_at = now + max(wait, asked) + _jitter(row, now)


def delay(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row."""
    # From the fifth on it is the longest in any case.
    return min(EVERY * pow(2.0, min(failures - 1, 5)), LONGEST)


def troubles_of(row: SiteList) -> list[Trouble]:
    return [Trouble(**trouble) for trouble in row.troubles]


def _jitter(row: SiteList, now: datetime) -> timedelta:
    chance = zlib.crc32(f"{row.site_id} {row.url} {now}".encode())
    return timedelta(seconds=chance % JITTER_S)


def _named(sites: Iterable[Site]) -> dict[Place, str]:
    return {
        (site.id, kind): url
        for site in sites
        for kind, url in wanted_lists(site).items()
    }
