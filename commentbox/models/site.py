"""A publisher's site: where it lives and how its discussions are held."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.domain.submission import ConsentMode
from commentbox.models.base import Base, next_second


class Address(StrEnum):
    """How German texts address the reader."""

    DU = "du"
    SIE = "sie"


class Site(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("max_depth BETWEEN 1 AND 10", name="max_depth_in_range"),
        CheckConstraint("edit_minutes >= 0", name="edit_minutes_not_negative"),
        CheckConstraint("undo_seconds BETWEEN 0 AND 60", name="undo_seconds_in_range"),
        CheckConstraint("feed_entries BETWEEN 1 AND 200", name="feed_entries_in_range"),
        CheckConstraint("close_after_days >= 1", name="close_after_days_positive"),
        CheckConstraint("network_days BETWEEN 0 AND 7", name="network_days_in_range"),
        CheckConstraint("blind_share BETWEEN 0 AND 0.2", name="blind_share_in_range"),
        CheckConstraint("blind_bound BETWEEN 0 AND 1", name="blind_bound_in_range"),
        CheckConstraint(
            "filter_precision BETWEEN 0.5 AND 1", name="filter_precision_in_range"
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    #: The address of the publisher's own site; articles live below it.
    url: Mapped[str]
    #: The host that ids of feed entries carry: that of the first day, whatever ``url``
    #: becomes, since a new id would make every entry unread again.
    tag_host: Mapped[str] = mapped_column(String(255))
    #: Origins whose pages may send comments from a browser, beside that of ``url``.
    origins: Mapped[list[str]] = mapped_column(default_factory=list)
    #: The site's main feed (of articles), offered beside the comment feeds.
    feed_url: Mapped[str | None] = mapped_column(default=None)
    #: Where it lists its pages; new articles are looked for there and in the feed.
    sitemap_url: Mapped[str | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(String(10), default="de")
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/Berlin")
    address: Mapped[Address] = mapped_column(default=Address.DU)
    consent_mode: Mapped[ConsentMode] = mapped_column(default=ConsentMode.SENTENCE)
    name_required: Mapped[bool] = mapped_column(default=False)
    #: Levels of a thread in all; deeper replies hang at the last.
    max_depth: Mapped[int] = mapped_column(default=5)
    #: A page of a feed has at most so many entries.
    feed_entries: Mapped[int] = mapped_column(default=50)
    #: For so long an edit is not marked as one.
    edit_minutes: Mapped[int] = mapped_column(default=15)
    #: So long a decision from the desk can be taken back before it counts; 0: at once.
    undo_seconds: Mapped[int] = mapped_column(default=10)
    #: Discussions close by themselves so many days after publication; None: never.
    close_after_days: Mapped[int | None] = mapped_column(default=None)
    #: So many days the keyed hash of a sender's network is kept; 0: not at all. No
    #: longer than the privacy notice says.
    network_days: Mapped[int] = mapped_column(default=7)
    #: Words that the check ``words`` looks for.
    words: Mapped[list[str]] = mapped_column(default_factory=list)
    #: This share of new texts waits for a person whatever the screening says, without
    #: its findings, so that figures stay honest; 0: none.
    blind_share: Mapped[float] = mapped_column(default=0.02)
    #: What a filtering check is so sure of is never drawn for that.
    blind_bound: Mapped[float] = mapped_column(default=0.98)
    #: ``topic`` and ``politics`` hold back by themselves only where the site's own
    #: decisions show at least this precision.
    filter_precision: Mapped[float] = mapped_column(default=0.9)
    #: Which of them do: ``{check: {from, precision, n}}``, as last reckoned.
    earned: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    #: What was learnt from its decisions (``Layer``); None: the shipped models alone.
    layer_version: Mapped[int | None] = mapped_column(default=None)
    #: Grows with every change that a reader could see, wherever on the site. Who moves
    #: it holds the row, so these numbers follow one another as the changes do.
    version: Mapped[int] = mapped_column(default=1)
    #: The version with which something changed that shows under every article.
    renewed: Mapped[int] = mapped_column(default=1)
    #: The latest public change of any of its articles, as ``Article.changed_at``.
    changed_at: Mapped[datetime]
    created_at: Mapped[datetime]

    def touch(self, now: datetime) -> None:
        """Note a public change. Two within one second still get different times."""
        self.version += 1
        self.changed_at = next_second(self.changed_at, now)
