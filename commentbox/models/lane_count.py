"""How many revisions wait in each lane: moved in the transaction that moves them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.domain.states import State
from commentbox.models.base import Base


class LaneCount(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "lane_count"
    __table_args__ = (CheckConstraint("count >= 0", name="not_negative"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    state: Mapped[State] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
