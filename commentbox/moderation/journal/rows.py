"""The log as its page shows it: days, and what happened on each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.models import Decision, LogEntry, RuleBook
from commentbox.moderation.clock import day_of, lasting
from commentbox.moderation.journal.facts import facts_of
from commentbox.moderation.journal.reading import About, Entry
from commentbox.moderation.journal.sentence import Sentence
from commentbox.moderation.journal.telling import is_told, tell_change, tell_decision
from commentbox.rulebook.document import Rule, Rules, read_rules
from commentbox.web.i18n import speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    at: datetime
    said: Sentence
    #: The moderator's own words.
    note: str
    #: What was noted and is not in the sentence: labels and values.
    facts: Sequence[tuple[str, str]]
    #: How long the text had waited.
    waited: str
    about: About | None
    #: The case, while there is one to look at.
    case: tuple[UUID, int | None] | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    rows: Sequence[Row]


def days_of(session: Session, entries: Sequence[Entry], timezone: str) -> list[Day]:
    """Return entries day by day, in their order."""
    books = _books(session, entries)
    told = [_row(entry, books) for entry in entries]
    by_day = groupby(told, key=lambda row: day_of(row.at, timezone))
    return [Day(day, list(rows)) for day, rows in by_day]


def _row(entry: Entry, books: dict[Any, Rules]) -> Row:
    if isinstance(entry.row, Decision):
        return _decision(entry.row, entry.about, books)
    return _change(entry.row, entry.about, books)


def _decision(row: Decision, about: About | None, books: dict[Any, Rules]) -> Row:
    rule = _rule(books, row.rulebook_version, row.rule)
    waited = row.waited_s if not row.automated else None
    return Row(
        at=row.decided_at,
        said=tell_decision(row, about, rule),
        note=row.note,
        facts=(),
        waited=lasting(waited) if waited is not None else "",
        about=about,
        case=_case(row.comment_id, row.revision, about),
        decision=row,
    )


def _change(row: LogEntry, about: About | None, books: dict[Any, Rules]) -> Row:
    erased = about is not None and about.erased
    version = row.facts.get("rulebook_version", max(books, default=0))
    rule = _rule(books, version, row.facts.get("rule"))
    return Row(
        at=row.logged_at,
        said=tell_change(row, about, rule),
        note="",
        facts=() if erased else tuple(facts_of(row, leaving_out=is_told)),
        waited="",
        about=about,
        case=_case(row.comment_id, None, about) if row.comment_id else None,
        decision=None,
    )


def _case(
    comment_id: UUID, revision: int | None, about: About | None
) -> tuple[UUID, int | None] | None:
    if about is None or about.erased:
        return None
    return comment_id, revision


def _rule(books: dict[Any, Rules], version: Any, code: Any) -> Rule | None:
    book = books.get(version)
    return book.get(code) if book and isinstance(code, str) else None


def _books(session: Session, entries: Iterable[Entry]) -> dict[Any, Rules]:
    """Return the rule books that entries name, and of each site the newest."""
    rows = [entry.row for entry in entries]
    if not rows:
        return {}
    versions = {row.rulebook_version for row in rows if isinstance(row, Decision)}
    newest = select(RuleBook).where(RuleBook.site_id == rows[0].site_id)
    if not any(isinstance(row, LogEntry) and "rule" in row.facts for row in rows):
        newest = newest.where(RuleBook.version.in_(versions))
    variant = speech().variant
    return {
        book.version: read_rules(book.document, book.version, variant)
        for book in session.scalars(newest)
    }
