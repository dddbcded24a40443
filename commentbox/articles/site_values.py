"""What a site may be set to: one check a value, for commands and for the form."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from commentbox.domain.errors import InvalidFields
from commentbox.domain.submission import ConsentMode
from commentbox.models import Address
from commentbox.text.incoming import safe_url, tidy_line
from commentbox.web.asked import origin_of
from commentbox.web.i18n import LANGUAGES, number
from commentbox.web.i18n import gettext as _

#: A year: whoever waits longer to mark an edit need not mark it at all.
MAX_EDIT_MINUTES = 525_600
#: A page of a feed, however long its comments are, stays within what programs read.
MAX_FEED_ENTRIES = 200
#: Ten years.
MAX_CLOSE_DAYS = 3650
#: Each stands in a header of every page that readers see.
MAX_ORIGINS = 50
#: The screening looks for each of them in every comment.
MAX_WORDS = 1000
MAX_WORD = 100

Check = Callable[[Any], Any]


def web_address(text: str) -> str:
    """Return an address as it is stored. Raises ``ValueError`` for what is none."""
    url = safe_url(text)
    if url is None or "://" not in text:
        raise ValueError(_("This must be an address with http or https."))
    return url


def origin(text: str) -> str:
    """Return the origin of an address. Raises ``ValueError`` for what has none."""
    try:
        return origin_of(web_address(text))
    except ValueError:
        raise ValueError(
            _(
                "“%(text)s” is not an origin such as https://blog.example.org.",
                text=text,
            )
        ) from None


def time_zone(text: str) -> str:
    """Return the name of a time zone. Raises ``ValueError`` for what is none."""
    if text not in available_timezones():
        raise ValueError(_("This must be a time zone such as Europe/Berlin."))
    return text


def _optional(check: Check, value: Any) -> Any:
    return None if value in (None, "") else check(value)


def _origins(values: Iterable[str]) -> list[str]:
    origins = list(dict.fromkeys(map(origin, values)))
    if len(origins) > MAX_ORIGINS:
        raise ValueError(_("At most %(n)s of these, please.", n=MAX_ORIGINS))
    return origins


def _words(values: Iterable[str]) -> list[str]:
    words = list(dict.fromkeys(filter(None, map(tidy_line, values))))
    if len(words) > MAX_WORDS or any(len(word) > MAX_WORD for word in words):
        raise ValueError(
            _(
                "At most %(words)s entries, of %(length)s characters each.",
                words=MAX_WORDS,
                length=MAX_WORD,
            )
        )
    return words


def _one_of(choices: Iterable[Any], value: Any) -> Any:
    for choice in choices:
        if value == choice:
            return choice
    raise ValueError(_("Please choose one of these."))


def _whole(first: int, last: int, value: Any) -> int:
    text = str(value).strip()
    # Ten digits are more than any of these has room for.
    known = text.isascii() and text.isdigit() and len(text) <= 10  # noqa: PLR2004
    if not known or not first <= int(text) <= last:
        raise ValueError(
            _(
                "This must be a whole number from %(first)s to %(last)s.",
                first=first,
                last=last,
            )
        )
    return int(text)


def _share(first: float, last: float, value: Any) -> float:
    text = str(value).strip().replace(",", ".")
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not first <= share <= last:
        raise ValueError(
            _(
                "This must be a number from %(first)s to %(last)s.",
                first=number(first),
                last=number(last),
            )
        )
    return share


CHECKS: Mapping[str, Check] = {
    "url": web_address,
    "origins": _origins,
    "feed_url": partial(_optional, web_address),
    "sitemap_url": partial(_optional, web_address),
    "language": partial(_one_of, LANGUAGES),
    "timezone": time_zone,
    "address": partial(_one_of, Address),
    "consent_mode": partial(_one_of, ConsentMode),
    "name_required": bool,
    "max_depth": partial(_whole, 1, 10),
    "feed_entries": partial(_whole, 1, MAX_FEED_ENTRIES),
    "edit_minutes": partial(_whole, 0, MAX_EDIT_MINUTES),
    "undo_seconds": partial(_whole, 0, 60),
    "close_after_days": partial(_optional, partial(_whole, 1, MAX_CLOSE_DAYS)),
    "network_days": partial(_whole, 0, 7),
    "words": _words,
    "blind_share": partial(_share, 0, 0.2),
    "blind_bound": partial(_share, 0, 1),
    "filter_precision": partial(_share, 0.5, 1),
}


def checked_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they are stored. Raises ``InvalidFields`` that names each."""
    checked, errors = {}, {}
    for field, value in values.items():
        try:
            checked[field] = CHECKS[field](value)
        except ValueError as error:
            errors[field] = [str(error)]
    if errors:
        raise InvalidFields(errors)
    return checked
