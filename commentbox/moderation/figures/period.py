"""The days that figures are about, and the bars that they are drawn in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from commentbox.domain.errors import NotFound
from commentbox.models import Site
from commentbox.moderation.clock import begins, day_of
from commentbox.moderation.journal.filter import read_day
from commentbox.web.i18n import gettext as _

#: Periods to choose from, in days up to today; the first where none is named.
LENGTHS = (30, 7, 90, 365)
LONGEST = 366

#: Up to so many days each has a bar of its own; then a bar is a week, so that it can
#: still be seen on a phone.
MOST_DAILY, WEEK = 92, 7


@dataclass(frozen=True, slots=True)
class Bar:
    """Days that are counted together: the first and the last."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    first: date
    last: date
    timezone: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def weekly(self) -> bool:
        return self.days > MOST_DAILY

    @property
    def begins(self) -> datetime:
        return begins(self.first, self.timezone)

    @property
    def ends(self) -> datetime:
        return begins(self.last + timedelta(days=1), self.timezone)

    @property
    def bars(self) -> Sequence[Bar]:
        """Return them in order; weeks end as the period does.

        Days left over go with the first week while they are few.
        """
        step = WEEK if self.weekly else 1
        over = self.days % step
        first = over + step if over <= step // 2 else over
        ends = range(first - 1, self.days, step)
        starts = [0, *(end + 1 for end in ends[:-1])]
        return [
            Bar(self.first + timedelta(days=a), self.first + timedelta(days=b))
            for a, b in zip(starts, ends, strict=True)
        ]

    @property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """Return when each bar begins and when it is over."""
        edges = [begins(bar.first, self.timezone) for bar in self.bars]
        return list(pairwise([*edges, self.ends]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A period as the address names it."""

    period: Period
    #: None: from one day to another.
    length: int | None
    given: Mapping[str, str]
    errors: Mapping[str, str]


def asked_period(site: Site, args: Mapping[str, str], *, now: datetime) -> Asked:
    """Return the period that an address names; what is wrong with it is said."""
    today = day_of(now, site.timezone)
    given = {n: v for n in ("since", "until") if (v := args.get(n, "").strip())}
    errors: dict[str, str] = {}
    since = read_day(given.get("since"), "since", errors)
    until = read_day(given.get("until"), "until", errors) or today
    if since and not errors:
        if since > until:
            errors["until"] = _("This day is before the first.")
        elif (until - since).days >= LONGEST:
            errors["since"] = _("At most %(n)s days, please.", n=LONGEST)
    if since and not errors:
        period = Period(first=since, last=until, timezone=site.timezone)
        return Asked(period=period, length=None, given=given, errors=errors)
    length = _length(args.get("days"))
    first = today - timedelta(days=length - 1)
    period = Period(first=first, last=today, timezone=site.timezone)
    return Asked(period=period, length=length, given=given, errors=errors)


def _length(text: str | None) -> int:
    if text is None:
        return LENGTHS[0]
    if text not in map(str, LENGTHS):
        raise NotFound("no such period")
    return int(text)
