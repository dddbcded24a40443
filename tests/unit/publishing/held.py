"""Answers to hold."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from commentbox.publishing.changes import Seen
from commentbox.publishing.disk import Disk
from commentbox.publishing.stored import Stored
from commentbox.web.finished import finish
from commentbox.web.holding import Origin, Reach

HEADERS = [("Content-Type", "application/json"), ("Vary", "Accept-Encoding")]


def an_answer(
    text: str = "lamp " * 100,
    *,
    article: int = 1,
    version: int = 1,
    reach: Reach = Reach.ARTICLE,
    until: datetime | None = None,
    leads: frozenset[str] = frozenset(),
) -> Stored:
    body = text.encode()
    digest = hashlib.sha256(body).hexdigest()[:32]
    origin = Origin(
        reach=reach,
        site=1,
        article=article if reach is Reach.ARTICLE else 0,
        version=version,
        sites=(1,),
    )
    return Stored(finish(body, HEADERS, digest, None), origin, until, leads)


def seen(
    version: int = 1,
    articles: dict[int, int] | None = None,
    *,
    renewed: int = 1,
    at: str = "noon",
    site: int = 1,
) -> Seen:
    return Seen(
        site=site,
        version=version,
        changed_at=f"{at} {version}",
        renewed=renewed,
        articles=articles or {},
    )


def a_disk(folder: Path, *, mark: str = "one", most_bytes: int = 10_000_000) -> Disk:
    return Disk(folder, mark=mark, database="the one", most_bytes=most_bytes)
