"""Publish a new version of the rule book or of the privacy notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from commentbox.models import PrivacyNotice, RuleBook
from commentbox.models.settle import touch_articles
from commentbox.rulebook.queries import Document, latest


def publish_rulebook(
    session: Session,
    site_id: int,
    document: Mapping[str, Any],
    *,
    now: datetime,
    change_note: str = "",
) -> RuleBook:
    """Add the next version; earlier ones stay as they are. The caller commits."""
    return _publish(session, RuleBook, site_id, document, change_note, now)


def publish_notice(
    session: Session,
    site_id: int,
    document: Mapping[str, Any],
    *,
    now: datetime,
    change_note: str = "",
) -> PrivacyNotice:
    """Add the next version; earlier ones stay as they are. The caller commits."""
    return _publish(session, PrivacyNotice, site_id, document, change_note, now)


def _publish(
    session: Session,
    table: type[Document],
    site_id: int,
    document: Mapping[str, Any],
    change_note: str,
    now: datetime,
) -> Document:
    before = latest(session, table, site_id)
    row = table(
        site_id=site_id,
        version=before.version + 1 if before else 1,
        document=dict(document),
        change_note=change_note,
        published_at=now,
    )
    session.add(row)
    touch_articles(session, site_id, now)
    return row
