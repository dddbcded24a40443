"""The blocks of a site: those in force, or those that are over; the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from commentbox.models import Block
from commentbox.models.blocking import holds

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Page:
    blocks: Sequence[Block]
    #: Where the next page begins: before the block with this id.
    next: int | None


def list_blocks(
    session: Session,
    site_id: int,
    *,
    over: bool,
    now: datetime,
    before: int | None = None,
    limit: int = PAGE_SIZE,
) -> Page:
    """Return a page of blocks, read by key."""
    wanted = not_(holds(now)) if over else holds(now)
    query = select(Block).where(Block.site_id == site_id, wanted)
    if before is not None:
        query = query.where(Block.id < before)
    found = session.scalars(query.order_by(Block.id.desc()).limit(limit + 1)).all()
    more = found[limit - 1].id if len(found) > limit else None
    return Page(found[:limit], more)
