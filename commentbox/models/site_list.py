"""A list that a site keeps of its own pages, and what reading it came to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.models.base import Base


class ListKind(StrEnum):
    SITEMAP = "sitemap"
    FEED = "feed"


class SiteList(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "site_list"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    kind: Mapped[ListKind] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    #: When its next reading is due.
    next_at: Mapped[datetime]
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    #: When that last succeeded, be it by the answer that nothing has changed.
    read_at: Mapped[datetime | None] = mapped_column(default=None)
    #: When it last was asked for all of it, changed or not.
    whole_at: Mapped[datetime | None] = mapped_column(default=None)
    #: How often in a row it failed.
    failures: Mapped[int] = mapped_column(default=0)
    #: Pages of the site that it lists,
    listed: Mapped[int] = mapped_column(default=0)
    #: how many of them were sent to be looked at in the last reading,
    fetched: Mapped[int] = mapped_column(default=0)
    #: and how many are left for the next one.
    left_over: Mapped[int] = mapped_column(default=0)
    #: Where it was found instead; empty where it is where it was said to be.
    moved_to: Mapped[str] = mapped_column(Text, default="")
    #: What did not work, the list itself or one of its files: ``Trouble``.
    troubles: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    #: What each file said, by its address, so that it need not say it again: ``Heard``.
    files: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
