"""Days and lengths of time, as people on a site's clock count and call them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import ngettext, number, speech

MINUTE, HOUR, DAY = 60, 3_600, 86_400

#: From so many hours on, minutes are left out, and from so many on, it is days.
ROUND_HOURS, IN_DAYS = 10, 48


def begins(day: date, timezone: str) -> datetime:
    """Return the first moment of a day, also where clocks change at midnight."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def day_of(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()


def day_name(day: date) -> str:
    if speech().language == "de":
        return format_date(day, "EEEE, d. MMMM y", locale="de")
    return format_date(day, "EEEE, d MMMM y", locale="en_GB")


def short_day(day: date, *, year: bool = False) -> str:
    end = " y" if year else ""
    if speech().language == "de":
        return format_date(day, f"d. MMM{end}", locale="de")
    return format_date(day, f"d MMM{end}", locale="en_GB")


def time_of(moment: datetime) -> str:
    """Return the time of the day on the site's clock."""
    locale = "de" if speech().language == "de" else "en_GB"
    return format_time(moment.astimezone(speech().zone), "HH:mm", locale=locale)


def lasting(seconds: int) -> str:
    """Return how long that is, as exactly as anybody wants to know."""
    if seconds < MINUTE:
        return _("%(n)s s", n=number(seconds))
    if seconds < HOUR:
        return _("%(n)s min", n=number(seconds // MINUTE))
    hours, rest = divmod(seconds, HOUR)
    if hours < ROUND_HOURS and rest >= MINUTE:
        minutes = rest // MINUTE
        return _("%(h)s h %(min)s min", h=number(hours), min=number(minutes))
    if hours < IN_DAYS:
        return _("%(h)s h", h=number(hours))
    return ngettext("%(n)s day", "%(n)s days", seconds // DAY)
