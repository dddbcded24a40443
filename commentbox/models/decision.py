"""The moderation log: one row a move, never changed, only emptied by erasure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from commentbox.domain.states import State
from commentbox.models.base import Base
from commentbox.models.moderator import Moderator


class Via(StrEnum):
    """The door through which a decision came."""

    DESK = "desk"
    API = "api"
    SCREENING = "screening"
    #: With an answer from the desk, which its author publishes in the same stroke.
    ANSWER = "answer"


class Decision(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(
            "to_state NOT IN ('rejected', 'removed') OR rule IS NOT NULL",
            name="names_its_rule",
        ),
        CheckConstraint(
            "automated = (moderator_id IS NULL)", name="by_a_person_or_automated"
        ),
        CheckConstraint(
            "NOT automated OR to_state IN ('filtered', 'spam')",
            name="a_machine_only_holds_back",
        ),
        # The wording of a rule is looked up in the version that was in force.
        ForeignKeyConstraint(
            ["site_id", "rulebook_version"], ["rulebook.site_id", "rulebook.version"]
        ),
        Index(None, "comment_id", "id"),
        Index(None, "site_id", "id"),
        Index(None, "site_id", "decided_at"),
        Index(None, "moderator_id", "id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    #: None: as it was sent.
    from_state: Mapped[State | None]
    to_state: Mapped[State]
    rule: Mapped[str | None] = mapped_column(String(40), default=None)
    rulebook_version: Mapped[int]
    #: The moderator's own words (facts); emptied when the comment is erased.
    note: Mapped[str] = mapped_column(Text, default="")
    automated: Mapped[bool]
    via: Mapped[Via]
    moderator_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderator.id"), init=False
    )
    decided_at: Mapped[datetime]
    #: Seconds from the sending of the text to this.
    waited_s: Mapped[int | None] = mapped_column(default=None)
    #: What the screening had said of the text (``domain.verdict.Outcome``).
    outcome: Mapped[int | None] = mapped_column(default=None)
    #: Shared by the decisions of one stroke over many cases.
    batch: Mapped[UUID | None] = mapped_column(default=None)

    moderator: Mapped[Moderator | None] = relationship(lazy="joined")
