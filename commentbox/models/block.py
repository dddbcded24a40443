"""Whose comments are held back for a while, and the key of network hashes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from commentbox.models.base import Base
from commentbox.models.moderator import Moderator


class BlockKind(StrEnum):
    """By what an author is known again."""

    #: The token of an earlier comment came with the new one.
    TOKEN = "token"  # noqa: S105
    EMAIL = "email"
    NETWORK = "network"


class Block(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """While it holds, what this author sends waits in ``filtered``."""

    __tablename__ = "block"
    __table_args__ = (Index(None, "site_id", "kind", "subject"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[BlockKind]
    #: ``Comment.identity``, or a keyed hash: no address is kept here.
    subject: Mapped[str] = mapped_column(String(64))
    #: The name that the author used, so that moderators know whom it means.
    label: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    moderator_id: Mapped[int] = mapped_column(ForeignKey("moderator.id"), init=False)
    made_at: Mapped[datetime]
    #: None: until somebody lifts it.
    until: Mapped[datetime | None] = mapped_column(default=None)
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class NetworkKey(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """The key of a site's network hashes; once it is deleted they say nothing."""

    __tablename__ = "network_key"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
