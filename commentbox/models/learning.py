"""What a site has learnt from its own decisions: versions, and who is training."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.models.base import Base


class LayerVersion(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """A trained layer and how it did, whether it was accepted or not."""

    __tablename__ = "layer"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    #: Of the shipped models that it stands on (``screening.layer.base``).
    base: Mapped[str] = mapped_column(String(64))
    #: SHA-256 of ``blob``.
    digest: Mapped[str] = mapped_column(String(64))
    #: The layer itself (``screening.layer.blob``); read only where it is used.
    blob: Mapped[bytes] = mapped_column(deferred=True)
    accepted: Mapped[bool]
    #: How many decisions it was trained on, and how many it was judged by.
    trained_on: Mapped[int]
    judged_by: Mapped[int]
    #: ``learning.judging.CheckFigures`` as JSON, by check.
    figures: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    trained_at: Mapped[datetime]


class Training(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """Where a site stands with its training: one row a site."""

    __tablename__ = "training"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    #: When it was tried last, with whatever result.
    tried_at: Mapped[datetime | None] = mapped_column(default=None)
    #: The latest decision that was there then.
    last_decision: Mapped[int] = mapped_column(default=0)
    #: Some process is at it until then at the latest.
    claimed_until: Mapped[datetime | None] = mapped_column(default=None)
