"""Read a list of the site, and have its unknown pages looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.articles.discovering import Found, Heard, listed_pages
from commentbox.articles.site_lists import (
    has_due,
    heard_before,
    note_failure,
    note_read,
    wish_for_lists,
)
from commentbox.articles.unknown_pages import look_at, room, unknown
from commentbox.extensions import begin_write
from commentbox.jobs.queue import Claimed
from commentbox.models import ListKind, Site, SiteList
from commentbox.models.settle import lock_site
from commentbox.outside.door import Door
from commentbox.outside.refusals import OutsideError

#: A job is ours for two minutes, and the last file may take a while.
READING_S: Final = 60.0


def wish_for_due_lists(engine: Engine, *, now: datetime) -> int:
    """Wish for the lists that are due; return how many. Commits."""
    with Session(engine) as session:
        due = has_due(session, now=now)
        session.rollback()
        if not due:
            return 0
        wished = wish_for_lists(begin_write(session), now=now)
        session.commit()
        return wished


def read_list(engine: Engine, door: Door, claimed: Claimed, *, now: datetime) -> None:
    """Read the list that the job names, whatever comes of it; commits."""
    with Session(engine) as session:
        row = _asked(session, claimed)
        if row is None:
            return
        site_url = session.get_one(Site, row.site_id).url
        url, before = row.url, heard_before(row, now=now)
    try:
        # No transaction is open while we wait for somebody else.
        found = listed_pages(door, site_url, url, before=before, most_s=READING_S)
    except OutsideError as error:
        with Session(engine) as session:
            row = _asked(begin_write(session), claimed)
            if row is not None:
                note_failure(row, error, now=now)
            session.commit()
        return
    _take(engine, claimed, found, before, now=now)


def _take(
    engine: Engine,
    claimed: Claimed,
    found: Found,
    before: dict[str, Heard],
    *,
    now: datetime,
) -> None:
    with Session(engine) as session:
        # Before others wait for their turn to write: a list may be long.
        site = session.get_one(Site, claimed.payload["site"])
        new = unknown(session, site, found.newest_first(), now=now)
        session.rollback()
        row = _asked(begin_write(session), claimed)
        if row is None:
            return
        # Sitemap and feed share what an hour has room for.
        site = lock_site(session, row.site_id)
        some = new[: room(session, site, now=now)]
        fetched = len(look_at(session, site, some, now=now))
        note_read(
            row,
            found,
            fetched=fetched,
            left_over=len(new) - len(some),
            whole=not before,
            now=now,
        )
        session.commit()


def _asked(session: Session, claimed: Claimed) -> SiteList | None:
    """Return the list; None where the site names another one by now."""
    wanted = claimed.payload
    row = session.get(SiteList, (wanted["site"], ListKind(wanted["kind"])))
    return row if row is not None and row.url == wanted["url"] else None
