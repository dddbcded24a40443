"""What the desk can look for: rows that the index of each database is built over.

The indexes over the words (trigrams: FTS5 on SQLite, ``pg_trgm`` on PostgreSQL) are
made by the migrations.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.models.base import Base


class FoundText(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """The words of a revision, its author and its article, folded for the search."""

    __tablename__ = "search_text"
    __table_args__ = (
        UniqueConstraint("comment_id", "revision"),
        Index(None, "site_id", "author"),
        Index(None, "site_id", "email"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    #: The author's name and address alone, folded likewise: found only as a whole.
    author: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")


class FindingRow(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """What a check found in a revision, as far as the desk filters by it."""

    __tablename__ = "finding"
    __table_args__ = (Index(None, "site_id", "check", "score"),)

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    check: Mapped[str] = mapped_column(String(40), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    #: The highest that this check gave.
    score: Mapped[float]
    rule: Mapped[str | None] = mapped_column(String(40), default=None)
    outcome: Mapped[int] = mapped_column(default=0)
