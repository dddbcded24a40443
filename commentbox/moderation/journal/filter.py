"""What of the log is asked for, as the address says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from commentbox.domain.errors import NotFound
from commentbox.domain.states import State
from commentbox.models import Site
from commentbox.moderation.clock import begins
from commentbox.web.i18n import gettext as _

DECISIONS, CHANGES, MACHINE = "decisions", "changes", "machine"

#: The first part of a kind, such as ``article``.
PREFIX = re.compile(r"[a-z_]{1,20}")
#: Ids are 32 bits wide on PostgreSQL.
NUMBER = re.compile(r"[1-9][0-9]{0,8}")

NAMES = ("kind", "who", "rule", "to", "article", "since", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Empty: everything of the site."""

    site: Site
    #: ``decisions``, ``changes``, or the first part of a kind of change.
    kind: str = ""
    #: The id of a moderator, or ``machine``.
    who: str = ""
    rule: str = ""
    to: State | None = None
    #: The key of an article.
    article: str = ""
    since: date | None = None
    until: date | None = None
    #: As it was asked for, so that links keep it and a wrong value can be mended.
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, site: Site, args: Mapping[str, str]) -> Self:
        """Raises ``NotFound`` for what no form of ours offers."""
        given = {n: v for n in NAMES if (v := args.get(n, "").strip())}
        errors: dict[str, str] = {}
        since = read_day(given.get("since"), "since", errors)
        until = read_day(given.get("until"), "until", errors)
        if since and until and since > until:
            errors["until"] = _("This day is before the first.")
        kind, who = given.get("kind", ""), given.get("who", "")
        if (kind and not PREFIX.fullmatch(kind)) or "\x00" in "".join(given.values()):
            raise NotFound("no such kind")
        if who and who != MACHINE and not NUMBER.fullmatch(who):
            raise NotFound("no such moderator")
        return cls(
            site=site,
            kind=kind,
            who=who,
            rule=given.get("rule", ""),
            to=_state(given.get("to")),
            article=given.get("article", ""),
            since=since,
            until=until,
            given=given,
            errors=errors,
        )

    @property
    def begins(self) -> datetime | None:
        return begins(self.since, self.site.timezone) if self.since else None

    @property
    def ends(self) -> datetime | None:
        """Return when it is over: the last day belongs to it."""
        if self.until is None or self.until == date.max:
            return None
        return begins(self.until + timedelta(days=1), self.site.timezone)

    @property
    def takes_decisions(self) -> bool:
        return self.kind in {"", DECISIONS}

    @property
    def takes_changes(self) -> bool:
        """Return whether changes can be among it: they have no rule and no state."""
        return self.kind != DECISIONS and not self.rule and self.to is None


def read_day(text: str | None, name: str, errors: dict[str, str]) -> date | None:
    """Return the day that a date field holds; what is none is noted in ``errors``."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # No clock of a time zone is known before or after.
    if day is None or not 1970 <= day.year < 9999:  # noqa: PLR2004
        errors[name] = _("This is not a date. Write it as in 2026-03-31.")
        return None
    return day


def _state(text: str | None) -> State | None:
    try:
        return State(text) if text else None
    except ValueError:
        raise NotFound("no such state") from None
