"""Look at a page of the site, and make known what its boxes name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.articles.page_reading import fetch_articles
from commentbox.articles.sightings import register, reject
from commentbox.extensions import begin_write
from commentbox.jobs.queue import Claimed
from commentbox.models import Page, Site
from commentbox.outside.door import Door
from commentbox.outside.refusals import Refused


def read_page(engine: Engine, door: Door, claimed: Claimed, *, now: datetime) -> None:
    """Fetch the page that the job names; commits.

    Raises ``Unreachable`` where it did not work out this time.
    """
    with Session(engine) as session:
        page = session.get(Page, claimed.payload["page"])
        if page is None:
            return
        site_url, url = session.get_one(Site, page.site_id).url, page.url
    found: dict[str, Any] = {}
    why = "it carries no box"
    try:
        # No transaction is open while we wait for somebody else.
        found = fetch_articles(door, site_url, url)
    except Refused as refused:
        why = str(refused)
    with Session(engine) as session:
        begin_write(session)
        page = session.get(Page, claimed.payload["page"])
        if page is not None and found:
            register(session, page, found, now=now)
        elif page is not None:
            reject(page, why, now=now)
        session.commit()
