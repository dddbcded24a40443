"""What is done after the commit: take jobs from the queue and do them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.articles.page_reading import fetch_articles
from commentbox.articles.sightings import KIND as PAGE
from commentbox.articles.sightings import register, reject
from commentbox.config import Config
from commentbox.extensions import begin_write
from commentbox.jobs import queue
from commentbox.jobs.queue import Claimed
from commentbox.models import Page, Site
from commentbox.outside.door import Door
from commentbox.outside.refusals import Refused
from commentbox.publishing.purging.tell import KIND as PURGE
from commentbox.publishing.purging.tell import notice_changes, tell

log = logging.getLogger(__name__)

#: Does the work; what it raises is another try.
Handler = Callable[[Claimed], None]

#: So many in one round: a flood of jobs keeps nobody from ending.
MOST_AT_ONCE = 20


def handlers_of(engine: Engine, config: Config) -> dict[str, Handler]:
    """Return what is done for each kind of job."""
    door = Door(base_url=config.base_url, private_hosts=config.allow_private_hosts)
    handlers: dict[str, Handler] = {PAGE: partial(_read_page, engine, door)}
    if config.purge_url:
        handlers[PURGE] = partial(tell, engine, config, door)
    return handlers


def do_jobs(engine: Engine, handlers: Mapping[str, Handler]) -> int:
    """Do what is due and return how much that was; commits each.

    Any number of processes may do so at once.
    """
    if PURGE in handlers:
        notice_changes(engine, now=_now())
    for done in range(MOST_AT_ONCE):
        with Session(engine) as session:
            claimed = queue.claim(begin_write(session), handlers, now=_now())
            session.commit()
        if claimed is None:
            return done
        _do(engine, claimed, handlers[claimed.kind])
    return MOST_AT_ONCE


def _do(engine: Engine, claimed: Claimed, handler: Handler) -> None:
    error = ""
    try:
        handler(claimed)
    except Exception as failure:  # whatever it was, it is tried again
        error = f"{type(failure).__name__}: {failure}"
        log.warning("job %s %s: %s", claimed.kind, claimed.id, type(failure).__name__)
    with Session(engine) as session:
        begin_write(session)
        if error:
            queue.put_off(session, claimed, error, now=_now())
        else:
            queue.finish(session, claimed, now=_now())
        session.commit()


def _read_page(engine: Engine, door: Door, claimed: Claimed) -> None:
    """Look at a page that a box was seen on, and make known what it names."""
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
            register(session, page, found, now=_now())
        elif page is not None:
            reject(page, why, now=_now())
        session.commit()


def _now() -> datetime:
    return datetime.now(UTC)
