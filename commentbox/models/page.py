"""Pages of a site that may be articles, as far as we have found or read them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.models.base import Base


class PageState(StrEnum):
    """What came of reading it."""

    WANTED = "wanted"
    KNOWN = "known"
    #: It carries no box, or is not to be had.
    NONE = "none"
    #: Its address belongs to an article of another key.
    TAKEN = "taken"


class Page(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "page"
    __table_args__ = (
        UniqueConstraint("site_id", "url_hash"),
        Index(None, "site_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    url: Mapped[str] = mapped_column(Text)
    #: SHA-256: an index entry has no room for the address itself.
    url_hash: Mapped[str] = mapped_column(String(64))
    result: Mapped[PageState] = mapped_column(default=PageState.WANTED)
    #: In words, why nothing came of it; of one that is taken, the key that it names.
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(default=None)
