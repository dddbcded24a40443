"""What an author agreed to: kept as proof (GDPR Art. 7(1)), never edited."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.domain.submission import ConsentMode
from commentbox.models.base import Base


class ConsentRecord(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "consent"

    comment_id: Mapped[UUID] = mapped_column(
        ForeignKey("comment.id"), init=False, primary_key=True
    )
    notice_version: Mapped[int]
    #: SHA-256 of the wording that was shown, in its language.
    text_hash: Mapped[str] = mapped_column(String(64))
    mode: Mapped[ConsentMode]
    language: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[datetime]
