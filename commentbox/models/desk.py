"""What moderators do together before a decision counts: intents, claims, notes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from commentbox.domain.states import State
from commentbox.models.base import Base
from commentbox.models.moderator import Moderator


class IntendedDecision(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A decision that can still be taken back; it claims its case and moves when due.

    The row goes when it is carried out or taken back.
    """

    __tablename__ = "intended_decision"
    __table_args__ = (
        UniqueConstraint("comment_id", "revision"),
        Index(None, "site_id", "from_state"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    from_state: Mapped[State]
    to_state: Mapped[State]
    rule: Mapped[str | None] = mapped_column(String(40), default=None)
    note: Mapped[str] = mapped_column(Text, default="")
    #: Shared by all that one stroke intended.
    batch: Mapped[UUID | None] = mapped_column(default=None, index=True)
    moderator_id: Mapped[int] = mapped_column(
        ForeignKey("moderator.id"), init=False, index=True
    )
    made_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    #: It could not be carried out: the case had changed. Kept until its moderator has
    #: seen that; claims nothing.
    overtaken_at: Mapped[datetime | None] = mapped_column(default=None)

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class Claim(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A case on somebody's screen: a lease that ends by itself."""

    __tablename__ = "claim"

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey("moderator.id"))
    until: Mapped[datetime]

    moderator: Mapped[Moderator] = relationship(
        lazy="joined", viewonly=True, init=False
    )


class Audience(StrEnum):
    """Who reads a note: other moderators, or the comment's author as well."""

    TEAM = "team"
    AUTHOR = "author"


class Note(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """Words beside a case that are no decision; deleted when the comment is erased."""

    __tablename__ = "note"
    __table_args__ = (Index(None, "comment_id", "id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"))
    audience: Mapped[Audience]
    body: Mapped[str] = mapped_column(Text)
    moderator_id: Mapped[int] = mapped_column(ForeignKey("moderator.id"), init=False)
    written_at: Mapped[datetime]

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class Redaction(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A passage that readers do not see: a marked gap with the moderator's name.

    The author's text stays as it was sent; the gap is cut when it is rendered.
    """

    __tablename__ = "redaction"
    __table_args__ = (Index(None, "comment_id", "revision"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    #: In code points of the text as it was sent; ``end`` is not part of it.
    start: Mapped[int]
    end: Mapped[int]
    rule: Mapped[str] = mapped_column(String(40))
    rulebook_version: Mapped[int]
    moderator_id: Mapped[int] = mapped_column(ForeignKey("moderator.id"), init=False)
    made_at: Mapped[datetime]

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)
