"""The log of changes that are no decisions: settings, people, articles, blocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import (
    Mapped,
    MappedAsDataclass,
    Session,
    mapped_column,
    relationship,
)

from commentbox.models.base import Base
from commentbox.models.moderator import Moderator


class LogEntry(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """One row a change, never changed afterwards."""

    __tablename__ = "log_entry"
    __table_args__ = (Index(None, "site_id", "id"), Index(None, "site_id", "logged_at"))

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    #: What happened, as a key word: ``article.closed``, ``rules.published``, ...
    kind: Mapped[str] = mapped_column(String(40))
    #: What it happened to, in words that stay true: a title, a name, a version.
    subject: Mapped[str] = mapped_column(Text, default="")
    #: The particulars: old and new values, a reason. No text of a reader.
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    comment_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("comment.id"), default=None
    )
    #: None: it happened by itself, as somebody had set it up.
    moderator_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderator.id"), init=False
    )
    logged_at: Mapped[datetime]

    moderator: Mapped[Moderator | None] = relationship(lazy="joined")


def log(
    session: Session,
    kind: str,
    *,
    site_id: int,
    moderator: Moderator | None,
    now: datetime,
    subject: str = "",
    comment_id: UUID | None = None,
    **facts: Any,
) -> LogEntry:
    """Add to the log, in the transaction of the change itself. The caller commits."""
    entry = LogEntry(
        site_id=site_id,
        kind=kind,
        subject=subject,
        facts=facts,
        comment_id=comment_id,
        moderator=moderator,
        logged_at=now,
    )
    session.add(entry)
    session.flush()
    return entry
