"""Whether the privacy notice can know of what is kept of a sender's network."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import LogEntry, Site
from commentbox.rulebook.queries import notice_in_force

#: Further back nobody looks: a notice that old has been read many times since.
LOOKED_AT = 200


def changes_of(session: Session, site_id: int) -> Iterator[LogEntry]:
    """Yield the changes of a site's settings, the newest first."""
    query = select(LogEntry).where(
        LogEntry.site_id == site_id, LogEntry.kind == "site.changed"
    )
    yield from session.scalars(query.order_by(LogEntry.id.desc()).limit(LOOKED_AT))


def notice_is_older(session: Session, site: Site) -> bool:
    """Return whether networks are kept since after the notice was published."""
    if not site.network_days:
        return False
    entries = changes_of(session, site.id)
    since = next((e.logged_at for e in entries if "network_days" in e.facts), None)
    published = notice_in_force(session, site.id).published_at
    return since is not None and published < since
