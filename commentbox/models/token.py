"""Tokens for programs: of a site (articles, scores) or of a moderator (decisions)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from commentbox.models.base import Base
from commentbox.models.moderator import Moderator
from commentbox.models.site import Site


class TokenKind(StrEnum):
    SITE = "site"
    MODERATOR = "moderator"
    #: Of a site as well: it has texts scored, and reads and changes nothing.
    SCREENING = "screening"


class Token(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "token"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'moderator') = (moderator_id IS NOT NULL)",
            name="a_moderators_token_names_one",
        ),
    )

    #: SHA-256; the token itself is shown once and never stored.
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False)
    kind: Mapped[TokenKind]
    moderator_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderator.id"), init=False
    )
    created_at: Mapped[datetime]
    #: In its holder's words: what it is for.
    label: Mapped[str] = mapped_column(String(100), default="")
    #: To the hour.
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)

    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True)
    moderator: Mapped[Moderator | None] = relationship(lazy="joined", default=None)


class QueueFeed(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A moderator's private feed of what waits; who has the address may read it."""

    __tablename__ = "queue_feed"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), init=False)
    moderator_id: Mapped[int] = mapped_column(
        ForeignKey("moderator.id"), init=False, index=True
    )
    created_at: Mapped[datetime]
    #: To the hour.
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)

    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True)
    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)
