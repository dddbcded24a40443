"""Who may decide, on which site, and how they prove it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

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
    #: What the secret of the second factor is derived from; None: there is none. The
    #: secret itself needs the key of this installation.
    totp_seed: Mapped[str | None] = mapped_column(String(64), default=None)
    #: The last time step whose code was used: no code is good twice.
    totp_step: Mapped[int] = mapped_column(default=0)
    #: How this person works at the desk: keys, and whether they are on.
    preferences: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
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
    #: The kind of browser (``Firefox/Linux``), so that its owner knows it again.
    agent: Mapped[str] = mapped_column(String(100), default="")

    moderator: Mapped[Moderator] = relationship(lazy="joined", innerjoin=True)


class RecoveryCode(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """Gets a moderator in once without the second factor; deleted by its use."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    moderator_id: Mapped[int] = mapped_column(ForeignKey("moderator.id"), index=True)


class InvitationKind(StrEnum):
    #: Makes a moderator of a site.
    JOIN = "join"
    #: Sets a new password for a known one.
    RESET = "reset"


class Invitation(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A link that an admin hands to somebody; good once, and not for long."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    kind: Mapped[InvitationKind]
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[Role]
    invited_by: Mapped[int] = mapped_column(ForeignKey("moderator.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class SignInFailures(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """Failed attempts in a row for one account or one network, kept as a keyed hash."""

    __tablename__ = "sign_in_failures"

    subject_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
