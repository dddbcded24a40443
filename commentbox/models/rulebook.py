"""The published rules and notices: versioned, never edited in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.models.base import Base


class RuleBook(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "rulebook"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    #: Rules, bindings and notes in every language (``rulebook.document``).
    document: Mapped[dict[str, Any]]
    #: What changed, for readers.
    change_note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime]


class PrivacyNotice(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "privacy_notice"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    #: The sentence of each mode and the full text, in every language.
    document: Mapped[dict[str, Any]]
    change_note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime]
