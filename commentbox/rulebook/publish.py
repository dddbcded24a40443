"""Publish a new version of the rule book or of the privacy notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commentbox.domain.errors import StaleVersion
from commentbox.models import Moderator, PrivacyNotice, RuleBook, log
from commentbox.models.settle import touch_articles
from commentbox.rulebook.queries import Document, latest

#: How the log calls it.
KINDS = {RuleBook: "rules.published", PrivacyNotice: "privacy.published"}


def publish_rulebook(
    session: Session,
    site_id: int,
    document: Mapping[str, Any],
    *,
    now: datetime,
    change_note: str = "",
    moderator: Moderator | None = None,
    base: int | None = None,
) -> RuleBook:
    """Add the next version; earlier ones stay as they are. The caller commits.

    Raises ``StaleVersion`` where ``base``, the version it was made from, has been
    followed by another.
    """
    row = RuleBook(
        site_id=site_id,
        version=0,
        document=dict(document),
        change_note=change_note,
        published_at=now,
    )
    return _publish(session, row, moderator, base)


def publish_notice(
    session: Session,
    site_id: int,
    document: Mapping[str, Any],
    *,
    now: datetime,
    change_note: str = "",
    moderator: Moderator | None = None,
    base: int | None = None,
) -> PrivacyNotice:
    """Do the same with a privacy notice."""
    row = PrivacyNotice(
        site_id=site_id,
        version=0,
        document=dict(document),
        change_note=change_note,
        published_at=now,
    )
    return _publish(session, row, moderator, base)


def _publish(
    session: Session, row: Document, moderator: Moderator | None, base: int | None
) -> Document:
    # This takes the row of the site: of two who publish, one waits for the other.
    touch_articles(session, row.site_id, row.published_at)
    before = latest(session, type(row), row.site_id)
    if base is not None and before is not None and before.version != base:
        raise StaleVersion(before.version)
    row.version = before.version + 1 if before else 1
    session.add(row)
    session.flush()
    # The first comes with the site, and nobody has changed anything.
    if before is not None:
        log(
            session,
            KINDS[type(row)],
            site_id=row.site_id,
            moderator=moderator,
            now=row.published_at,
            subject=str(row.version),
            version=row.version,
            note=row.change_note,
        )
    return row
