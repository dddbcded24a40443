"""Whose comments are held back for a while, and the key of network hashes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from commentbox.models.base import Base
from commentbox.models.comment import Comment
from commentbox.models.moderator import Moderator


class BlockKind(StrEnum):
    """By what an author is known again."""

    #: The token of an earlier comment came with the new one.
    TOKEN = "token"  # noqa: S105
    EMAIL = "email"
    NETWORK = "network"


class Block(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """While it holds, what this author sends waits in ``filtered``.

    It keeps no name: whom it means is read from the comment that it was made from, so
    that nothing of an author stays here once that one is withdrawn. What stays while it
    holds is a mark that only the author's next comment can be held against, and for
    good the reason: moderators may be asked why somebody was held back.
    """

    __tablename__ = "block"
    __table_args__ = (Index(None, "site_id", "kind", "subject"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[BlockKind]
    #: ``Comment.identity``, or a keyed hash: no address is kept here. Emptied once the
    #: block is over, that of a network with the key.
    subject: Mapped[str] = mapped_column(String(64))
    #: The comment that it was made from: it says whom it means.
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"))
    reason: Mapped[str] = mapped_column(Text)
    moderator_id: Mapped[int] = mapped_column(ForeignKey("moderator.id"), init=False)
    made_at: Mapped[datetime]
    #: None: until somebody lifts it.
    until: Mapped[datetime | None] = mapped_column(default=None)
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
    #: So many texts it has held back.
    held_back: Mapped[int] = mapped_column(default=0)

    comment: Mapped[Comment] = relationship(
        lazy="joined", innerjoin=True, viewonly=True, init=False
    )
    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class NetworkKey(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """The key of a site's network hashes; once it is deleted they say nothing."""

    __tablename__ = "network_key"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
