"""Count in the database, bar by bar: where texts stand now, and what was decided.

Days are those of the site, so the database is told where they begin: no function of
one of the two is needed, and clocks may change. A bar is a stretch of an index, and
there are few bars; one query over all of them would have to sort a whole year.

Waiting times come as one list of numbers for each group: exact percentiles need them
all, and a row for each costs more than all the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased

from commentbox.domain.states import State
from commentbox.domain.verdict import Outcome
from commentbox.models import Decision, Revision, UTCDateTime, Via
from commentbox.moderation.figures.packed import STATES, numbered, pack, unpack
from commentbox.moderation.figures.period import Period
from commentbox.moderation.queue import is_intended

#: Whether a person had decided about the text before: not at all, before the period,
#: or in it; then the state that this came to is added.
FIRST, EARLIER, AGAIN = 0, 1, 2

#: What the screening had said of it.
NOT_FLAGGED, FLAGGED, UNKNOWN = 0, 1, 2

#: Greater than the number of states, and than all of the above.
BASE = 8

#: Of the bar that is asked for.
BEGINS = bindparam("begins", type_=UTCDateTime())
ENDS = bindparam("ends", type_=UTCDateTime())

#: From here only a machine can have brought a text, or nobody.
UNTOUCHED = (State.PENDING, State.FILTERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Decisions by persons that have all this in common."""

    bar: int
    moderator: int
    rule: str | None
    to: State
    #: Whether the screening had flagged the text or held it back; None: not known.
    flagged: bool | None
    #: Nobody had decided about these texts before.
    first: bool
    #: What a person had decided before, if that was in the same period.
    instead_of: State | None
    count: int
    #: Seconds from the sending of each text to its decision, in order.
    waited: Sequence[int]


@dataclass(frozen=True, slots=True)
class Oldest:
    comment_id: UUID
    revision: int
    posted_at: datetime


def texts_by_bar(
    session: Session, site_id: int, period: Period
) -> dict[tuple[int, State], int]:
    """Return how many texts of each bar stand where now."""
    query = (
        select(Revision.state, func.count())
        .where(
            Revision.site_id == site_id,
            Revision.live,
            # All of them: so that the index of lanes can be walked.
            Revision.state.in_(STATES),
            Revision.posted_at >= BEGINS,
            Revision.posted_at < ENDS,
        )
        .group_by(Revision.state)
    )
    return {
        (bar, state): count
        for bar, (begins, ends) in enumerate(period.spans)
        for state, count in session.execute(query, {"begins": begins, "ends": ends})
    }


def decided_by_bar(session: Session, site_id: int, period: Period) -> list[Decided]:
    one = _decisions(site_id, period).subquery()
    waited = func.aggregate_strings(cast(one.c.waited, String), ",")
    query = select(one.c.key, one.c.rule, func.count(), waited)
    query = query.group_by(one.c.key, one.c.rule)
    return [
        _as_decided(bar, *row)
        for bar, (begins, ends) in enumerate(period.spans)
        for row in session.execute(query, {"begins": begins, "ends": ends})
    ]


def _decisions(site_id: int, period: Period) -> Select[int, str | None, int | None]:
    flagged = case(
        (Decision.outcome >= Outcome.FLAG, FLAGGED),
        (Decision.outcome.is_not(None), NOT_FLAGGED),
        else_=UNKNOWN,
    )
    key = pack(
        Decision.moderator_id,
        (numbered(Decision.to_state), BASE),
        (flagged, BASE),
        (_turn(period), BASE),
    )
    return select(
        key.label("key"), Decision.rule.label("rule"), Decision.waited_s.label("waited")
    ).where(
        Decision.site_id == site_id,
        Decision.decided_at >= BEGINS,
        Decision.decided_at < ENDS,
        Decision.automated.is_(False),
        # Who answers from the desk judges nobody's words.
        Decision.via != Via.ANSWER,
    )


def _as_decided(
    bar: int, key: int, rule: str | None, count: int, waited: str | None
) -> Decided:
    moderator, to, flagged, turn = unpack(key, [BASE, BASE, BASE])
    return Decided(
        bar=bar,
        moderator=moderator,
        rule=rule,
        to=STATES[to],
        flagged=None if flagged == UNKNOWN else flagged == FLAGGED,
        first=turn == FIRST,
        instead_of=STATES[turn - AGAIN] if turn >= AGAIN else None,
        count=count,
        waited=sorted(map(int, waited.split(","))) if waited else [],
    )


def oldest_waiting(session: Session, site_id: int) -> Oldest | None:
    """Return the text that waits longest for its first decision."""
    found = []
    # One lane after the other: each is read at the beginning of its index.
    for lane in UNTOUCHED:
        query = (
            select(Revision.comment_id, Revision.number, Revision.posted_at)
            .where(
                Revision.site_id == site_id,
                Revision.live,
                Revision.state == lane,
                ~is_intended(),
            )
            .order_by(Revision.posted_at, Revision.comment_id)
            .limit(1)
        )
        found += [Oldest(*row) for row in session.execute(query)]
    return min(found, key=lambda oldest: oldest.posted_at, default=None)


def _turn(period: Period) -> ColumnElement[int]:
    """Return how often a person had decided before; mostly the state says it."""
    other = aliased(Decision)
    before = and_(
        other.comment_id == Decision.comment_id,
        other.revision == Decision.revision,
        other.id < Decision.id,
        other.automated.is_(False),
    )
    by_a_machine = and_(Decision.from_state == State.SPAM, ~exists().where(before))
    return case(
        (Decision.from_state.in_(UNTOUCHED), FIRST),
        (
            exists().where(before, other.decided_at >= period.begins),
            numbered(Decision.from_state) + AGAIN,
        ),
        (by_a_machine, FIRST),
        else_=EARLIER,
    )
