"""Up to which change a cache before commentbox has been told what to let go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.models.base import Base


class Purged(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "purged"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    #: All public changes up to this version of the site were told,
    version: Mapped[int] = mapped_column(default=0)
    #: in a round that began then.
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    #: How far the round has come that is not at its end: articles go by their
    #: ``site_version`` and id.
    reached_version: Mapped[int] = mapped_column(default=0)
    reached_article: Mapped[int] = mapped_column(default=0)
