"""What keeps a comment from being taken in twice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.models.base import Base


class IdempotencyKey(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A key that a client sent, as a keyed hash, and the comment that it made."""

    __tablename__ = "idempotency_key"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    #: No foreign key: the row is taken before the comment exists, in one transaction.
    comment_id: Mapped[UUID] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)


class PostFingerprint(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A keyed hash of who sent exactly what where: good for a minute.

    What has expired is deleted as soon as the next comment comes in.
    """

    __tablename__ = "post_fingerprint"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    comment_id: Mapped[UUID] = mapped_column(index=True)
    #: Keyed as well: tells a burst from one client, and nothing else.
    client_hash: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
