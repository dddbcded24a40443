"""The page of figures: what was counted, in words, numbers and plots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Moderator, Site
from commentbox.models.lanes import lane_counts
from commentbox.moderation.clock import lasting, short_day
from commentbox.moderation.figures import plot
from commentbox.moderation.figures.period import Bar, Period
from commentbox.moderation.figures.queries import (
    Decided,
    Oldest,
    decided_by_bar,
    oldest_waiting,
    texts_by_bar,
)
from commentbox.moderation.figures.reckon import (
    OUTCOMES,
    Agreement,
    ByPerson,
    ByRule,
    Times,
    agreement,
    by_person,
    by_rule,
    outcomes,
    times,
    times_by_bar,
)
from commentbox.rulebook.document import read_rules
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.web.i18n import speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    period: Period
    #: What each bar is called, and which of these stand below the plots.
    labels: Sequence[str]
    ticks: Sequence[str]
    outcomes: Sequence[Counter[str]]
    total: Counter[str]
    top: int
    columns: Sequence[plot.Column]
    times: Times
    times_by_bar: Sequence[Times]
    longest: int
    half: str
    most: str
    rules: Sequence[tuple[ByRule, str]]
    people: Sequence[tuple[ByPerson, str]]
    agreement: Agreement
    waiting: int
    held_back: int
    oldest: Oldest | None
    #: How long that one has waited.
    oldest_for: str

    @property
    def count(self) -> int:
        return self.total.total()


def figures(session: Session, site: Site, period: Period, *, now: datetime) -> Figures:
    groups = decided_by_bar(session, site.id, period)
    bars = period.bars
    became = outcomes(texts_by_bar(session, site.id, period), len(bars))
    took = times_by_bar(groups, len(bars))
    top = plot.nice_top(max(counter.total() for counter in became))
    longest = plot.nice_length(max((t.most or 0 for t in took), default=0))
    lanes = lane_counts(session, site.id)
    oldest = oldest_waiting(session, site.id)
    age = int((now - oldest.posted_at).total_seconds()) if oldest else 0
    return Figures(
        period=period,
        labels=[_label(bar) for bar in bars],
        ticks=[short_day(bar.first) for bar in _spread(bars)],
        outcomes=became,
        total=sum(became, Counter()),
        top=top,
        columns=plot.stacks([[(n, c[n]) for n in OUTCOMES] for c in became], top),
        times=times(groups),
        times_by_bar=took,
        longest=longest,
        half=plot.line([t.half for t in took], longest),
        most=plot.line([t.most for t in took], longest),
        rules=_named_rules(session, site, groups),
        people=_named_people(session, groups),
        agreement=agreement(groups),
        waiting=lanes[State.PENDING],
        held_back=lanes[State.FILTERED],
        oldest=oldest,
        oldest_for=lasting(max(age, 0)),
    )


def _label(bar: Bar) -> str:
    first, last = short_day(bar.first), short_day(bar.last)
    return first if bar.first == bar.last else f"{first} – {last}"


def _spread(bars: Sequence[Bar]) -> list[Bar]:
    """Return the first, the middle one and the last, as far as there are so many."""
    places = {0, (len(bars) - 1) // 2, len(bars) - 1}
    return [bars[place] for place in sorted(places)]


def _named_rules(
    session: Session, site: Site, groups: Sequence[Decided]
) -> list[tuple[ByRule, str]]:
    """Return rules by their names of today; one that is gone, by its code."""
    book = rulebook_in_force(session, site.id)
    rules = read_rules(book.document, book.version, speech().variant)
    found = [(row, rules.get(row.rule)) for row in by_rule(groups)]
    return [
        (r, f"{rule.number}. {rule.title}" if rule else r.rule) for r, rule in found
    ]


def _named_people(
    session: Session, groups: Sequence[Decided]
) -> list[tuple[ByPerson, str]]:
    """Return people by name: it is no ranking."""
    rows = by_person(groups)
    ids = [row.moderator for row in rows]
    query = select(Moderator.id, Moderator.name).where(Moderator.id.in_(ids))
    names = dict(session.execute(query).all())
    named = [(row, names[row.moderator]) for row in rows]
    return sorted(named, key=lambda pair: (pair[1].casefold(), pair[0].moderator))
