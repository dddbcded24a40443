"""What is done after the commit: take jobs from the queue and do them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.articles.sightings import KIND as PAGE
from commentbox.articles.site_lists import KIND as LIST
from commentbox.config import Config
from commentbox.extensions import begin_write
from commentbox.handlers.lists import read_list
from commentbox.handlers.pages import read_page
from commentbox.handlers.purges import KIND as PURGE
from commentbox.handlers.purges import notice_changes, tell
from commentbox.jobs import queue
from commentbox.jobs.queue import Claimed
from commentbox.outside.door import Door

log = logging.getLogger(__name__)


class Handler(Protocol):
    """Does the work and commits; what it raises is another try."""

    def __call__(self, claimed: Claimed, *, now: datetime) -> None: ...


#: So many in one round: a flood of jobs keeps nobody from ending.
MOST_AT_ONCE = 20


def handlers_of(engine: Engine, config: Config) -> dict[str, Handler]:
    """Return what is done for each kind of job."""
    door = Door(base_url=config.base_url, private_hosts=config.allow_private_hosts)
    handlers: dict[str, Handler] = {
        PAGE: partial(read_page, engine, door),
        LIST: partial(read_list, engine, door),
    }
    if config.purge_url:
        handlers[PURGE] = partial(tell, engine, config, door)
    return handlers


def _now() -> datetime:
    return datetime.now(UTC)


def do_jobs(
    engine: Engine,
    handlers: Mapping[str, Handler],
    clock: Callable[[], datetime] = _now,
) -> int:
    """Do what is due and return how much that was; commits each.

    Any number of processes may do so at once.
    """
    if PURGE in handlers:
        notice_changes(engine, now=clock())
    for done in range(MOST_AT_ONCE):
        with Session(engine) as session:
            claimed = queue.claim(begin_write(session), handlers, now=clock())
            session.commit()
        if claimed is None:
            return done
        _do(engine, claimed, handlers[claimed.kind], clock)
    return MOST_AT_ONCE


def _do(
    engine: Engine, claimed: Claimed, handler: Handler, clock: Callable[[], datetime]
) -> None:
    error = ""
    try:
        handler(claimed, now=clock())
    except Exception as failure:  # whatever it was, it is tried again
        error = f"{type(failure).__name__}: {failure}"
        log.warning("job %s %s: %s", claimed.kind, claimed.id, type(failure).__name__)
    with Session(engine) as session:
        begin_write(session)
        if error:
            queue.put_off(session, claimed, error, now=clock())
        else:
            queue.finish(session, claimed, now=clock())
        session.commit()
