"""Found a site: with it come the default rule book, the notice and empty lanes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import InvalidFields
from commentbox.domain.states import State
from commentbox.models import LaneCount, Site
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_notice, publish_rulebook


def found_site(
    session: Session,
    name: str,
    *,
    url: str,
    origins: Sequence[str] = (),
    now: datetime,
    **values: Any,
) -> tuple[Site, bool]:
    """Return the site and whether it is new. The caller commits.

    The same values again change nothing; other values for a known name are an error,
    since a slip of the pen must not turn one site into another.
    """
    known = session.scalar(select(Site).where(Site.name == name))
    wanted: dict[str, Any] = {"url": url, "origins": list(origins), **values}
    if known is not None:
        differing = {
            field: [f"is already {getattr(known, field)!r}"]
            for field, value in wanted.items()
            if getattr(known, field) != value
        }
        if differing:
            raise InvalidFields(differing)
        return known, False
    site = Site(
        name=name,
        tag_host=urlsplit(url).hostname or "localhost",
        created_at=now,
        changed_at=now.replace(microsecond=0),
        **wanted,
    )
    session.add(site)
    session.flush()
    session.add_all(LaneCount(site_id=site.id, state=state) for state in State)
    publish_rulebook(session, site.id, builtin("rulebook"), now=now)
    publish_notice(session, site.id, builtin("notice"), now=now)
    return site, True
