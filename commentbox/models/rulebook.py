"""The published rules and notices: versioned, never edited in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.models.base import Base


class Version(MappedAsDataclass, kw_only=True, repr=False, eq=False):
    """What a version of either has."""

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    #: All of it in every language (``rulebook.document`` reads it).
    document: Mapped[dict[str, Any]]
    #: What changed, for readers.
    change_note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime]


class RuleBook(Version, Base, kw_only=True, repr=False, eq=False):
    """Rules with their bindings to checks, and notes."""

    __tablename__ = "rulebook"


class PrivacyNotice(Version, Base, kw_only=True, repr=False, eq=False):
    """The sentence of each mode of consent, and the full text."""

    __tablename__ = "privacy_notice"
