"""Words, plurals and dates in the reader's language.

Texts are written in English in the code; ``locale/`` has a catalogue for each other
language, read at the first use. ``de_formal`` holds only what differs from ``de``.
The language in use is set for a block (``speaking``), in a request or outside of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from commentbox.domain.messages import N_ as N_  # noqa: PLC0414 - handed on

LANGUAGES = ("de", "en")

Catalogue = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Speech:
    """A language with its tone and clock."""

    language: str = "en"
    formal: bool = False
    timezone: str = "UTC"

    @property
    def variant(self) -> str:
        """Return the key of texts that differ by tone: ``de``, ``de-formal``."""
        formal = self.formal and self.language == "de"
        return f"{self.language}-formal" if formal else self.language

    def lookup(self, message: str) -> tuple[str, ...] | None:
        if self.language == "en":
            return None
        formal = _catalogue(f"{self.language}_formal") if self.formal else {}
        return formal.get(message) or _catalogue(self.language).get(message)

    def gettext(self, message: str) -> str:
        found = self.lookup(message)
        return found[0] if found else message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        # German and English share one rule for plurals; a language with another
        # brings its own when its catalogue comes.
        forms = self.lookup(singular) or (singular, plural)
        return forms[0] if n == 1 else forms[-1]

    @property
    def zone(self) -> ZoneInfo | Any:
        return get_timezone(self.timezone)


ENGLISH = Speech()

_current: ContextVar[Speech] = ContextVar("speech", default=ENGLISH)


@contextmanager
def speaking(speech: Speech) -> Iterator[Speech]:
    """Use this language within the block."""
    token = _current.set(speech)
    try:
        yield speech
    finally:
        _current.reset(token)


def speech() -> Speech:
    return _current.get()


def set_speech(chosen: Speech) -> None:
    """Use this language for the rest of the request."""
    _current.set(chosen)


def gettext(message: str, **values: object) -> str:
    """Return ``message`` in the current language, with ``%(name)s`` filled in."""
    text = speech().gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    text = speech().ngettext(singular, plural, n)
    return text % {"n": number(n), **values}


def number(value: float) -> str:
    return _number(value, speech().language)


def percent(share: float) -> str:
    """Return a share in whole percent."""
    return format_percent(round(share, 2), locale=speech().language)


def date_and_time(moment: datetime) -> str:
    """Return a moment on the site's clock, as people of the language write it."""
    current = speech()
    local = moment.astimezone(current.zone)
    if current.language == "de":
        return format_datetime(local, "d. MMMM y 'um' HH:mm 'Uhr'", locale="de")
    return format_datetime(local, "d MMMM y 'at' HH:mm", locale="en_GB")


def rfc3339(moment: datetime) -> str:
    """Return a moment as the interfaces write it: RFC 3339, UTC, to the millisecond."""
    utc = moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=2_000)
def _number(value: float, language: str) -> str:
    return format_decimal(value, locale=language)


@cache
def _catalogue(name: str) -> Catalogue:
    path = files("commentbox") / "locale" / name / "LC_MESSAGES" / "commentbox.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        entries = read_po(file)
    catalogue = {}
    for entry in entries:
        ids = [entry.id] if isinstance(entry.id, str) else entry.id
        texts = [entry.string] if isinstance(entry.string, str) else entry.string
        # What is not translated (yet) is said in English, not left blank.
        if ids[0] and texts and all(texts):
            catalogue[ids[0]] = tuple(texts)
    return catalogue
