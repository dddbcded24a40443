"""What waits and what is overdue, as figures: asked of the database when one looks.

The numbers are those of all processes and machines, since they have one database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Decision, IntendedDecision, Job, LaneCount, Revision, Site

#: Lanes in which nobody has decided yet.
UNDECIDED = (State.PENDING, State.FILTERED)
HOUR = timedelta(hours=1)

Rows = dict[tuple[str, ...], float]


class Found(Collector):
    def __init__(self, families: Iterable[GaugeMetricFamily]) -> None:
        self.families = list(families)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self.families


def text_of(families: Iterable[GaugeMetricFamily]) -> bytes:
    """Return figures in Prometheus' format."""
    registry = CollectorRegistry()
    registry.register(Found(families))
    return bytes(generate_latest(registry))


def look(session: Session, *, now: datetime) -> list[GaugeMetricFamily]:
    """Ask for all figures; each query is bounded by an index or by few rows."""
    sites = dict(session.execute(select(Site.id, Site.name)).all())
    waiting = _waiting(session, sites)
    return [
        _gauge(
            "commentbox_waiting_comments",
            "Texts in a lane in which nobody has decided yet.",
            ("site", "lane"),
            waiting,
        ),
        _gauge(
            "commentbox_waiting_seconds",
            "Since when the oldest of them waits.",
            ("site", "lane"),
            _oldest(session, sites, waiting, now),
        ),
        _gauge(
            "commentbox_decisions_last_hour",
            "Decisions of the last hour, by what was decided and by which way.",
            ("site", "to", "via"),
            _decisions(session, sites, now),
        ),
        _gauge(
            "commentbox_decisions_overdue_seconds",
            "Since when a decision that can be undone no more is not carried out.",
            (),
            {(): _overdue(session, now)},
        ),
        *_jobs(session, now),
    ]


def database_up(*, up: bool) -> GaugeMetricFamily:
    return _gauge(
        "commentbox_database_up",
        "Whether the database has answered when these figures were made.",
        (),
        {(): float(up)},
    )


def _gauge(
    name: str, about: str, labels: tuple[str, ...], rows: Rows
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=labels)
    for values, number in rows.items():
        family.add_metric(list(values), number)
    return family


def _waiting(session: Session, sites: dict[int, str]) -> Rows:
    query = select(LaneCount.site_id, LaneCount.state, LaneCount.count)
    known = {(s, lane): n for s, lane, n in session.execute(query)}
    return {
        (name, lane.value): float(known.get((site, lane), 0))
        for site, name in sites.items()
        for lane in UNDECIDED
    }


def _oldest(
    session: Session, sites: dict[int, str], waiting: Rows, now: datetime
) -> Rows:
    found = dict.fromkeys(waiting, 0.0)
    for site, name in sites.items():
        # One lane after the other: each is read at the beginning of its index.
        for lane in UNDECIDED:
            here = (
                Revision.site_id == site,
                Revision.live,
                Revision.state == lane,
            )
            query = select(Revision.posted_at).where(*here)
            oldest = session.scalar(query.order_by(Revision.posted_at).limit(1))
            found[name, lane.value] = _since(oldest, now)
    return found


def _decisions(session: Session, sites: dict[int, str], now: datetime) -> Rows:
    found: Rows = {}
    for site, name in sites.items():
        query = select(Decision.to_state, Decision.via, func.count()).where(
            Decision.site_id == site, Decision.decided_at > now - HOUR
        )
        grouped = query.group_by(Decision.to_state, Decision.via)
        for state, via, number in session.execute(grouped):
            found[name, state.value, via.value] = float(number)
    return found


def _overdue(session: Session, now: datetime) -> float:
    query = select(func.min(IntendedDecision.due_at))
    oldest = session.scalar(query.where(IntendedDecision.overtaken_at.is_(None)))
    return _since(oldest, now)


def _jobs(session: Session, now: datetime) -> Iterator[GaugeMetricFamily]:
    dead = Job.dead_at.is_not(None)
    query = select(
        Job.kind,
        func.sum(case((dead, 0), else_=1)),
        func.sum(case((dead, 1), else_=0)),
        func.min(case((dead, None), else_=Job.due_at)),
    )
    rows = session.execute(query.group_by(Job.kind)).all()
    jobs: Rows = {}
    overdue: Rows = {}
    for kind, waiting, given_up, due_at in rows:
        jobs[kind, "waiting"] = float(waiting)
        jobs[kind, "given_up"] = float(given_up)
        overdue[(kind,)] = _since(due_at, now)
    yield _gauge("commentbox_jobs", "Work after the commit.", ("kind", "state"), jobs)
    yield _gauge(
        "commentbox_jobs_overdue_seconds",
        "Since when work that is due is not done.",
        ("kind",),
        overdue,
    )


def _since(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
