"""Who may decide, on which site, and how they prove it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, relationship

from commentbox.models.base import Base
from commentbox.models.site import Site


class Role(StrEnum):
    ADMIN = "admin"
    MODERATOR = "moderator"


class Moderator(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "moderator"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    #: Lower-cased: one mailbox, one account.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="moderator", default_factory=list
    )


class Membership(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "membership"

    moderator_id: Mapped[int] = mapped_column(
        ForeignKey("moderator.id"), init=False, primary_key=True
    )
    site_id: Mapped[int] = mapped_column(
        ForeignKey("site.id"), init=False, primary_key=True
    )
    role: Mapped[Role]

    moderator: Mapped[Moderator] = relationship(back_populates="memberships")
    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True)


class DeskSession(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A browser that signed in; deleting the row signs it out."""

    __tablename__ = "desk_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    moderator_id: Mapped[int] = mapped_column(
        ForeignKey("moderator.id"), init=False, index=True
    )
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class SignInFailures(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """Failed attempts in a row for one account or one network, kept as a keyed hash."""

    __tablename__ = "sign_in_failures"

    subject_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
