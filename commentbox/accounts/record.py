"""Into the log: what happened to an account, on each of its sites."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commentbox.models import Moderator, log


def on_each_site(
    session: Session,
    kind: str,
    person: Moderator,
    *,
    by: Moderator | None,
    now: datetime,
    **facts: Any,
) -> None:
    """Log it. ``by`` is None where somebody used a command. The caller commits."""
    for membership in person.memberships:
        log(
            session,
            kind,
            site_id=membership.site_id,
            moderator=by,
            now=now,
            subject=person.name,
            **facts,
        )
