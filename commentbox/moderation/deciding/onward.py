"""Which case comes after one that was decided on a page of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from commentbox.models import Moderator, Revision
from commentbox.moderation.claims import is_held_by_another
from commentbox.moderation.cursors import BY_SORT
from commentbox.moderation.listing import unsearched
from commentbox.moderation.place import Place


def case_after(
    session: Session,
    place: Place,
    text: Revision,
    moderator: Moderator,
    *,
    now: datetime,
) -> UUID | None:
    """Return the next case of a lane that nobody else reads.

    None at the end of the lane, and for lists that have no order of their own.
    """
    if not place.view.sortable:
        return None
    order = BY_SORT[place.view.sort]
    here = order.write([getattr(text, column.key) for column in order.columns])
    query = unsearched(session, place.site, place.view, moderator).where(
        order.after(here), ~is_held_by_another(moderator, now=now)
    )
    in_order = order.sort(query.order_by(None))
    return session.scalar(in_order.with_only_columns(Revision.comment_id).limit(1))
