"""Work that is to be done after the commit: an outbox, taken by one at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from commentbox.models.base import Base


class Job(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    """One piece of work. Of one kind and key there is one at most."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("kind", "key"), Index(None, "due_at"))

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    due_at: Mapped[datetime]
    #: How often it was taken.
    tries: Mapped[int] = mapped_column(default=0)
    #: Grows with each wish: what comes in the midst of it is done once more.
    wanted: Mapped[int] = mapped_column(default=1)
    #: Some process is at it until then at the latest.
    claimed_until: Mapped[datetime | None] = mapped_column(default=None)
    #: It failed too often and waits for a person.
    dead_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
