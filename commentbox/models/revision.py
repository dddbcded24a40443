"""A text as its author sent it: the thing that is moderated."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.domain.states import State
from commentbox.models.base import Base

#: What a lane is.
LANE = ("site_id", "live", "state")


class Revision(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        # The ways through a lane. Each ends with the number: to ask what is said of a
        # text elsewhere, nobody need read the text itself.
        Index("ix_revision_lane", *LANE, "posted_at", "comment_id", "number"),
        Index("ix_revision_risk", *LANE, "risk", "comment_id", "number"),
        Index(
            "ix_revision_article",
            *LANE,
            *("article_id", "posted_at", "comment_id", "number"),
        ),
        Index(None, "site_id", "body_hash", "posted_at"),
    )

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id"), init=False, primary_key=True
    )
    #: The author's texts count 1, 2, …; a decision does not change it.
    number: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    #: ``markdown``, or ``html`` where imported.
    format: Mapped[str] = mapped_column(String(10), default="markdown")
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[Markup]
    state: Mapped[State]
    #: False once a newer text has taken its place; then it waits in no lane.
    live: Mapped[bool] = mapped_column(default=True)
    #: Everything the screening said (``domain.verdict.Finding.as_json``).
    findings: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    #: The strongest of them (``domain.verdict.Outcome``), and the highest score that
    #: reached a threshold; what the desk sorts by.
    outcome: Mapped[int] = mapped_column(default=0)
    risk: Mapped[float] = mapped_column(default=0.0)
    #: Drawn to be decided without its findings. Until then ``outcome`` and ``risk``
    #: are those of a text in which nothing was found, and it has no ``FindingRow``.
    blind: Mapped[bool] = mapped_column(default=False)
    #: The rule under which it was rejected, removed or filed as spam, while it is.
    rule: Mapped[str | None] = mapped_column(String(40), default=None)
    #: A copy of the comment's, for the order by article.
    article_id: Mapped[int]
    posted_at: Mapped[datetime]
    #: SHA-256 of the text, to know one that is posted again and again.
    body_hash: Mapped[str] = mapped_column(String(64), default="")

    @property
    def findings_hidden(self) -> bool:
        """Return whether nobody may see yet what the screening said of it.

        No move leads back to ``pending``: what stands there was never decided.
        """
        return self.blind and self.state is State.PENDING
