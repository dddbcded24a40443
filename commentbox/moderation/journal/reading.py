"""Read the log: decisions and changes in one list, the newest first, by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from commentbox.domain.errors import InvalidFields
from commentbox.models import Article, Comment, Decision, LogEntry, UTCDateTime
from commentbox.moderation.journal.filter import CHANGES, MACHINE, LogFilter
from commentbox.web.cursors import opened, row_id, sealed
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import parse_time

#: Of two entries of one moment the change is told first, that is, as the later one.
DECISION, CHANGE = 0, 1

#: So many are held at a time where all are read.
BATCH = 500


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """The place of an entry in the log."""

    at: datetime
    source: int
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The comment that an entry is about, as far as the log names it."""

    name: str
    erased: bool
    title: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    row: Decision | LogEntry
    about: About | None

    @property
    def key(self) -> Key:
        return _key(self.row)


def read(
    session: Session, wanted: LogFilter, *, before: Key | None = None, limit: int
) -> tuple[list[Entry], Key | None]:
    """Return the newest entries before a place, and where it goes on."""
    rows: list[Decision | LogEntry] = []
    if wanted.takes_decisions:
        query = _decisions(wanted, before).limit(limit + 1)
        rows += session.scalars(query)
    if wanted.takes_changes:
        changes = _changes(wanted, before).limit(limit + 1)
        rows += session.scalars(changes)
    rows.sort(key=_key, reverse=True)
    entries = _with_comments(session, rows[:limit])
    return entries, entries[-1].key if len(rows) > limit else None


def read_all(session: Session, wanted: LogFilter) -> Iterator[Entry]:
    """Return all of it, a batch at a time; the session forgets what was read."""
    before = None
    while True:
        entries, before = read(session, wanted, before=before, limit=BATCH)
        yield from entries
        session.expunge_all()
        if before is None:
            return


def write_cursor(key: Key) -> str:
    text = f"{key.at.isoformat()} {key.source} {key.id}"
    return sealed(text)


def read_cursor(text: str) -> Key:
    """Return a place that ``write_cursor`` wrote. Raises ``InvalidFields``."""
    try:
        at, source, id_ = opened(text).split(" ")
        return Key(parse_time(at), int(source), row_id(id_))
    except ValueError:
        message = _("This is not a place in the log.")
        raise InvalidFields({"cursor": [message]}) from None


def _key(row: Decision | LogEntry) -> Key:
    if isinstance(row, Decision):
        return Key(row.decided_at, DECISION, row.id)
    return Key(row.logged_at, CHANGE, row.id)


def _decisions(wanted: LogFilter, before: Key | None) -> Select[Decision]:
    query = select(Decision).where(
        Decision.site_id == wanted.site.id,
        *_between(wanted, Decision.decided_at),
        *_older(Decision.decided_at, Decision.id, DECISION, before),
    )
    if wanted.who == MACHINE:
        query = query.where(Decision.automated)
    elif wanted.who:
        query = query.where(Decision.moderator_id == int(wanted.who))
    if wanted.rule:
        query = query.where(Decision.rule == wanted.rule)
    if wanted.to:
        query = query.where(Decision.to_state == wanted.to)
    if wanted.article:
        query = query.where(Decision.comment_id.in_(_comments_under(wanted)))
    return query.order_by(Decision.decided_at.desc(), Decision.id.desc())


def _changes(wanted: LogFilter, before: Key | None) -> Select[LogEntry]:
    query = select(LogEntry).where(
        LogEntry.site_id == wanted.site.id,
        *_between(wanted, LogEntry.logged_at),
        *_older(LogEntry.logged_at, LogEntry.id, CHANGE, before),
    )
    if wanted.who == MACHINE:
        query = query.where(LogEntry.moderator_id.is_(None))
    elif wanted.who:
        query = query.where(LogEntry.moderator_id == int(wanted.who))
    if wanted.kind not in {"", CHANGES}:
        prefix = f"{wanted.kind}."
        query = query.where(LogEntry.kind.startswith(prefix, autoescape=True))
    if wanted.article:
        its_own = LogEntry.kind.startswith("article.") & (
            LogEntry.facts["key"].as_string() == wanted.article
        )
        of_a_comment = LogEntry.comment_id.in_(_comments_under(wanted))
        query = query.where(or_(its_own, of_a_comment))
    return query.order_by(LogEntry.logged_at.desc(), LogEntry.id.desc())


def _between(
    wanted: LogFilter, at: InstrumentedAttribute[datetime]
) -> list[ColumnElement[bool]]:
    found = []
    if (begins := wanted.begins) is not None:
        found.append(at >= begins)
    if (ends := wanted.ends) is not None:
        found.append(at < ends)
    return found


def _older(
    at: InstrumentedAttribute[datetime],
    id_: InstrumentedAttribute[int],
    source: int,
    before: Key | None,
) -> list[ColumnElement[bool]]:
    """Return what comes after a place of the merged list, of one of its sources."""
    if before is None:
        return []
    if source == before.source:
        place = tuple_(literal(before.at, UTCDateTime()), literal(before.id))
        return [tuple_(at, id_) < place]
    return [at <= before.at if source < before.source else at < before.at]


def _comments_under(wanted: LogFilter) -> Select[UUID]:
    articles = select(Article.id).where(*_is_article(wanted))
    return select(Comment.id).where(Comment.article_id.in_(articles))


def _is_article(wanted: LogFilter) -> tuple[ColumnElement[bool], ...]:
    return Article.site_id == wanted.site.id, Article.key == wanted.article


def _with_comments(
    session: Session, rows: Sequence[Decision | LogEntry]
) -> list[Entry]:
    known = _about(session, {row.comment_id for row in rows if row.comment_id})
    return [
        Entry(row=row, about=known.get(row.comment_id) if row.comment_id else None)
        for row in rows
    ]


def _about(session: Session, ids: Iterable[UUID]) -> dict[UUID, About]:
    wanted = list(ids)
    if not wanted:
        return {}
    query = (
        select(
            Comment.id,
            Comment.author_name,
            Comment.erased_at,
            Article.title,
            Article.key,
        )
        .join(Article, Article.id == Comment.article_id)
        .where(Comment.id.in_(wanted))
    )
    return {
        id_: About(name=name, erased=erased is not None, title=title, article=key)
        for id_, name, erased, title, key in session.execute(query)
    }
