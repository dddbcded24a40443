"""Keep the counts of lanes true while revisions move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models.base import table_of
from commentbox.models.desk import IntendedDecision
from commentbox.models.lane_count import LaneCount
from commentbox.models.revision import Revision

#: Of the table, not of the model: no session keeps count of these rows.
SHIFT = (
    update(table_of(LaneCount))
    .where(LaneCount.site_id == bindparam("site"), LaneCount.state == bindparam("lane"))
    .values(count=LaneCount.count + bindparam("by"))
)


def lanes_of(revisions: Iterable[Revision]) -> Counter[State]:
    """Return how many of these wait in which lane."""
    return Counter(revision.state for revision in revisions if revision.live)


def shift_lanes(
    session: Session, site_id: int, before: Counter[State], after: Counter[State]
) -> None:
    """Move the counters by what changed, always in the same order of lanes.

    The order keeps two transactions from waiting for each other in a circle.
    """
    session.flush()
    connection = session.connection()
    for state in State:
        if shift := after[state] - before[state]:
            shift_lane(connection, site_id, state, shift)


def shift_lane(connection: Connection, site_id: int, state: State, by: int) -> None:
    """Move one counter. The caller keeps the order, where there are several."""
    connection.execute(SHIFT, shift_of(site_id, state, by))


def shift_of(site_id: int, state: State, by: int) -> dict[str, Any]:
    """Return what ``SHIFT`` is given to move one counter."""
    return {"site": site_id, "lane": state, "by": by}


def lane_counts(session: Session, site_id: int) -> dict[State, int]:
    """Return how many wait in which lane.

    What somebody has decided about, with a while left to take it back, waits no more:
    it stands in no lane until then.
    """
    query = select(LaneCount.state, LaneCount.count).where(LaneCount.site_id == site_id)
    known = dict(session.execute(query).all())
    intended = (
        select(IntendedDecision.from_state, func.count())
        .join(
            Revision,
            (Revision.comment_id == IntendedDecision.comment_id)
            & (Revision.number == IntendedDecision.revision),
        )
        .where(
            IntendedDecision.site_id == site_id,
            IntendedDecision.overtaken_at.is_(None),
            # A newer text may have taken its place: then it waits nowhere anyway.
            Revision.live,
        )
        .group_by(IntendedDecision.from_state)
    )
    claimed = dict(session.execute(intended).all())
    return {state: known.get(state, 0) - claimed.get(state, 0) for state in State}
