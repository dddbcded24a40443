"""Change how a site is: what readers see of it becomes new, and the log says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commentbox.articles.site_values import checked_values
from commentbox.models import Moderator, Site, log
from commentbox.models.settle import lock_site, touch_articles

#: What shows on pages, in feeds or in their headers; the rest is for posts to come.
PUBLIC = frozenset(
    {
        "url",
        "origins",
        "feed_url",
        "language",
        "timezone",
        "address",
        "consent_mode",
        "name_required",
        "max_depth",
        "feed_entries",
        "close_after_days",
    }
)


def change_site(
    session: Session,
    site: Site,
    values: Mapping[str, Any],
    *,
    moderator: Moderator | None,
    now: datetime,
) -> dict[str, Any]:
    """Set what differs and return it with its new values. The caller commits.

    Raises ``InvalidFields`` and leaves all as it is where one value does not fit.
    """
    checked = checked_values(values)
    # What stands there already may be sent back as it is.
    changed = {
        k: new for k, new in checked.items() if getattr(site, k) not in (new, values[k])
    }
    if not changed:
        return {}
    # The rows of articles come before that of their site: see ``lock_article``.
    if changed.keys() & PUBLIC:
        touch_articles(session, site.id, now)
    else:
        lock_site(session, site.id)
    facts: dict[str, Any] = {
        k: {"old": getattr(site, k), "new": new} for k, new in changed.items()
    }
    for field, value in changed.items():
        setattr(site, field, value)
    log(
        session,
        "site.changed",
        site_id=site.id,
        moderator=moderator,
        now=now,
        subject=site.name,
        **facts,
    )
    return changed
