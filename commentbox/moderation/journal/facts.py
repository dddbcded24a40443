"""The particulars of a change in words: labels, old and new values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from commentbox.models import LogEntry
from commentbox.web.i18n import N_, date_and_time, number
from commentbox.web.i18n import gettext as _

LABELS = {
    "accepted": N_("Accepted"),
    "blind_bound": N_("Never blind from"),
    "blind_share": N_("Share decided blind"),
    "filter_precision": N_("Right often enough to hold back"),
    "judged_by": N_("Judged by"),
    "trained_on": N_("From decisions"),
    "by": N_("Known again"),
    "address": N_("Tone of German texts"),
    "close_after_days": N_("Discussions close after days"),
    "audience": N_("Read by"),
    "consent_mode": N_("Way of asking for consent"),
    "duration": N_("Duration"),
    "edit_minutes": N_("Minutes to edit without a mark"),
    "feed_entries": N_("Entries of a feed"),
    "feed_url": N_("Feed of articles"),
    "holder": N_("Belongs to"),
    "invited_by": N_("Invited by"),
    "kind": N_("Kind"),
    "label": N_("Label"),
    "language": N_("Language"),
    "max_depth": N_("Levels of a thread"),
    "name": N_("Name"),
    "name_required": N_("A name is required"),
    "network_days": N_("Days that network hashes are kept"),
    "new": N_("New"),
    "note": N_("Note"),
    "old": N_("Before"),
    "origins": N_("Further origins"),
    "reason": N_("Reason"),
    "role": N_("Role"),
    "sitemap_url": N_("Sitemap"),
    "times": N_("Places"),
    "timezone": N_("Time zone"),
    "undo_seconds": N_("Seconds to take a decision back"),
    "until": N_("Until"),
    "url": N_("Address"),
    "version": N_("Version"),
    "words": N_("Word list"),
}

#: Values that are key words.
VALUES = {
    "admin": N_("admin"),
    "moderator": N_("moderator"),
    "email": N_("by e-mail address"),
    "network": N_("by network"),
    "token": N_("by earlier comments"),
    "site": N_("for the site"),
    "team": N_("the team"),
    "author": N_("the author"),
}

#: A moment as it was noted.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)")

#: An old and a new value, in one of the ways in which they are noted.
PAIRS = (("old", "new"), ("from", "to"), ("before", "after"))


def facts_of(
    entry: LogEntry, *, leaving_out: Callable[[LogEntry, str], bool]
) -> Iterator[tuple[str, str]]:
    """Return what was noted of a change and is not said yet: labels and values."""
    for name, value in entry.facts.items():
        if not leaving_out(entry, name) and (said := word(name, value)):
            yield label(name), said


def label(name: str) -> str:
    known = LABELS.get(name)
    return _(known) if known else name.replace("_", " ")


def word(name: str, value: Any) -> str:
    """Return a value as people read it; empty where there is nothing to say."""
    match value:
        case None | "" | []:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case int() | float():
            return number(value)
        case str():
            return _moment(value) or (_(VALUES[value]) if value in VALUES else value)
        case list():
            return ", ".join(word(name, part) for part in value)
        case dict():
            return _pair(name, value) or _listed(value)
    return str(value)


def _pair(name: str, value: Mapping[str, Any]) -> str:
    for old, new in PAIRS:
        if value.keys() == {old, new}:
            before, after = word(name, value[old]), word(name, value[new])
            return f"{before or '–'} → {after or '–'}"
    return ""


def _listed(value: Mapping[str, Any]) -> str:
    return "; ".join(f"{label(name)}: {word(name, v)}" for name, v in value.items())


def _moment(text: str) -> str:
    if not MOMENT.fullmatch(text):
        return ""
    try:
        return date_and_time(datetime.fromisoformat(text))
    except ValueError:
        return ""
