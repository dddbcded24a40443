"""What is known of published versions: who published them, who agreed to them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.models import Comment, ConsentRecord, LogEntry
from commentbox.rulebook.publish import KINDS
from commentbox.rulebook.queries import Document


def publishers(
    session: Session, site_id: int, table: type[Document]
) -> Mapping[int, str]:
    """Return who published a version at the desk; those of commands have nobody."""
    query = select(LogEntry).where(
        LogEntry.site_id == site_id, LogEntry.kind == KINDS[table]
    )
    return {
        int(entry.subject): entry.moderator.name
        for entry in session.scalars(query)
        if entry.moderator is not None
    }


def consents(session: Session, site_id: int) -> Mapping[int, int]:
    """Return how many comments were sent under each version of the notice."""
    rows = session.execute(
        select(ConsentRecord.notice_version, func.count())
        .join(Comment, Comment.id == ConsentRecord.comment_id)
        .where(Comment.site_id == site_id)
        .group_by(ConsentRecord.notice_version)
    )
    return {row[0]: row[1] for row in rows}


def version_of(
    session: Session, table: type[Document], site_id: int, text: str
) -> Document | None:
    """Return a version by its number as an address or a form has it."""
    if not (text.isascii() and text.isdigit() and len(text) < 9):  # noqa: PLR2004
        return None
    return session.get(table, (site_id, int(text)))
