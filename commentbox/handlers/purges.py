"""Notice public changes, and tell a cache: at least once, whoever dies meanwhile.

Versions are compared, so that no change can slip past, by whichever process it came.
"""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from commentbox.config import Config
from commentbox.extensions import begin_write
from commentbox.jobs.queue import Claimed, enqueue
from commentbox.models import Job, Purged, Site
from commentbox.outside.door import Door
from commentbox.publishing.purging.round import find_purged, next_piece

KIND: Final = "purge"
#: Every process compares what it holds with the database within a second. Told sooner,
#: a cache would fetch the old page from one that has not.
SETTLED: Final = timedelta(seconds=1.5)
MOST_URLS: Final = 500
#: A job is ours for two minutes, and the last request may take a while.
ROUND_S: Final = 60.0


def notice_changes(engine: Engine, *, now: datetime) -> int:
    """Wish for a round where a site has changed; return how many sites. Commits."""
    told = func.coalesce(Purged.version, 0)
    sites = select(Site.id, Site.version).outerjoin(Purged, Purged.site_id == Site.id)
    jobs = select(Job.key, Job.payload).where(Job.kind == KIND)
    with Session(engine) as session:
        changed = session.execute(sites.where(Site.version > told)).all()
        if not changed:
            return 0
        known = {k: p["version"] for k, p in session.execute(jobs)}
        new = [(s, v) for s, v in changed if known.get(str(s), 0) < v]
        session.rollback()
        if new:
            begin_write(session)
        for site, version in new:
            due = now + SETTLED
            payload = {"site": site, "version": version, "from": due.isoformat()}
            enqueue(session, KIND, str(site), payload, now=now, due_at=due)
        session.commit()
        return len(new)


def tell(
    engine: Engine, config: Config, door: Door, claimed: Claimed, *, now: datetime
) -> None:
    """Send what has changed up to the version that the job names; commits.

    Raises ``OutsideError`` where the receiver does not take it.
    """
    began = time.monotonic()
    early = datetime.fromisoformat(claimed.payload["from"]) - now
    time.sleep(max(0.0, min(early, SETTLED).total_seconds()))
    site_id, version = claimed.payload["site"], claimed.payload["version"]
    while time.monotonic() - began < ROUND_S:
        with Session(engine) as session:
            site = session.get(Site, site_id)
            purged = session.get(Purged, site_id)
            if site is None or (purged and purged.version >= version):
                return
            piece = next_piece(session, site, config.base_url, now=now)
        for first in range(0, len(piece.urls), MOST_URLS):
            _post(config, door, piece.urls[first : first + MOST_URLS])
        with Session(engine) as session:
            purged = find_purged(begin_write(session), site_id)
            if piece.urls:
                purged.reached_version, purged.reached_article = piece.reached
            else:
                purged.version, purged.told_at = version, now
                purged.reached_version = purged.reached_article = 0
            session.commit()
    with Session(engine) as session:
        enqueue(begin_write(session), KIND, str(site_id), claimed.payload, now=now)
        session.commit()


def _post(config: Config, door: Door, urls: list[str]) -> None:
    headers = {"Content-Type": "application/json"}
    if config.purge_token:
        headers["Authorization"] = f"Bearer {config.purge_token}"
    body = json.dumps({"urls": urls}, separators=(",", ":"))
    door.post(config.purge_url, body.encode(), headers)
