"""Words beside a case that decide nothing: for the team, or for the author too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Audience, Moderator, Note, log
from commentbox.moderation.decide import held_comment

#: The latest are shown; nobody reads more of them before deciding.
SHOWN = 50


def write_note(
    session: Session,
    comment_id: UUID,
    body: str,
    *,
    audience: Audience,
    moderator: Moderator,
    now: datetime,
) -> Note:
    """Keep a note until the comment is withdrawn. The caller commits.

    Raises ``NotFound`` for a comment that was.
    """
    comment = held_comment(session, comment_id)
    note = Note(
        site_id=comment.site_id,
        comment_id=comment.id,
        audience=audience,
        body=body,
        moderator=moderator,
        written_at=now,
    )
    session.add(note)
    log(
        session,
        "note.written",
        site_id=comment.site_id,
        moderator=moderator,
        now=now,
        subject=comment.article.title,
        comment_id=comment.id,
        audience=audience.value,
    )
    return note


def notes_of(session: Session, comment_id: UUID) -> Sequence[Note]:
    """Return the latest notes, in the order in which they were written."""
    query = select(Note).where(Note.comment_id == comment_id)
    latest = session.scalars(query.order_by(Note.id.desc()).limit(SHOWN)).all()
    return latest[::-1]
