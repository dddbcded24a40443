"""Find texts by parts of words: over comments, their authors and their articles.

What is found comes newest first, and a page is read without reading all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from commentbox.models import FoundText, Revision
from commentbox.moderation.cursors import BY_TEXT
from commentbox.moderation.queue import Page, Rows, as_page

#: Shorter parts have no trigram: they are looked for in the texts themselves.
TRIGRAM = 3

#: A stem that is shorter than this is a part of too many words.
MIN_STEM = 4

#: So many of the newest texts are read one by one before the index is asked.
NEWEST = 2_000

#: What PostgreSQL takes the forms of a word together by.
STEMMERS: tuple[ColumnElement[Any], ...] = (
    literal_column("'german_stem'::regdictionary"),
    literal_column("'english_stem'::regdictionary"),
)

#: The trigram index of SQLite: its rows are those of ``search_text``.
INDEX = table("search_index", column("rowid", Integer))


def search(
    session: Session,
    query: Rows,
    words: Sequence[str],
    *,
    small: bool,
    cursor: str | None,
    limit: int,
) -> Page:
    """Return a page of those cases of a query that contain all words.

    ``small``: there are so few cases that they are better read through.
    """
    before = BY_TEXT.read(cursor)[0] if cursor is not None else None
    if small or _is_sqlite(session):
        found = matching(session, query, words, small=small)
        key: ColumnElement[Any] = INDEX.c.rowid
        if small:
            key = FoundText.id.expression
        found = found.add_columns(FoundText.id).order_by(None).order_by(key.desc())
        if before is not None:
            found = found.where(key < before)
        rows = _rows(session, found, limit + 1)
    else:
        rows = _found_postgresql(session, query, words, before, limit + 1)
    return as_page(session, rows, BY_TEXT, limit)


def matching(
    session: Session, query: Rows, words: Sequence[str], *, small: bool
) -> Rows:
    """Return those cases of a query that contain all words."""
    query = with_text(query)
    if _is_sqlite(session) and not small:
        return _indexed(query, words)
    return query.where(*_containing(session, words))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def with_text(query: Rows) -> Rows:
    """Return the query with the words of each text at hand."""
    return query.join(
        FoundText,
        (FoundText.comment_id == Revision.comment_id)
        & (FoundText.revision == Revision.number),
    )


def _containing(session: Session, words: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return that a text has each word, read without an index for it."""
    return [
        or_(*(FoundText.text.contains(form, autoescape=True) for form in forms))
        for forms in _forms(session, words)
    ]


def _indexed(query: Rows, words: Sequence[str]) -> Rows:
    """Return the query driven from the trigram index, which streams by row number."""
    long = [word for word in words if len(word) >= TRIGRAM]
    short = [word for word in words if len(word) < TRIGRAM]
    query = query.join(INDEX, INDEX.c.rowid == FoundText.id)
    query = query.where(*(FoundText.text.contains(w, autoescape=True) for w in short))
    if not long:
        return query
    # Each part is a string of the index's own language, so nothing in it is syntax.
    quoted = " AND ".join('"{}"'.format(w.replace('"', '""')) for w in long)
    match = text("search_index MATCH :words").bindparams(words=quoted)
    # In this order no more is read than is asked for.
    return query.where(match).order_by(INDEX.c.rowid.desc())


def _found_postgresql(
    session: Session, query: Rows, words: Sequence[str], before: int | None, limit: int
) -> list[Any]:
    """Return what is found among the newest texts, and then what the index knows.

    A frequent word fills a page from the newest; to fetch all its texts through the
    index, only to sort them, would take ever longer. A rare word has few.
    """
    holds = _containing(session, words)
    query = with_text(query).add_columns(FoundText.id).order_by(FoundText.id.desc())
    if before is not None:
        query = query.where(FoundText.id < before)
    newest = before or (session.scalar(select(func.max(FoundText.id))) or 0) + 1
    rows = _rows(session, query.where(FoundText.id >= newest - NEWEST, *holds), limit)
    if len(rows) == limit or newest <= NEWEST:
        return rows
    older = (
        select(FoundText.id)
        .where(FoundText.id < newest - NEWEST, *holds)
        .cte("older")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    rest = query.where(FoundText.id.in_(select(older.c.id)))
    return rows + _rows(session, rest, limit - len(rows))


def _forms(session: Session, words: Sequence[str]) -> list[list[str]]:
    """Return each word with its stems, where the database knows any.

    PostgreSQL has the stems of German and English. What contains a stem contains every
    form of the word, whatever else it is a part of; a phrase is taken as it is.
    """
    if _is_sqlite(session):
        return [[word] for word in words]
    single = [word for word in words if word.isalpha() and len(word) > MIN_STEM]
    stems: dict[str, set[str]] = {}
    asked = [
        func.ts_lexize(stemmer, cast(word, Text))
        for word in single
        for stemmer in STEMMERS
    ]
    known = list(session.execute(select(*asked)).one()) if asked else []
    for word in single:
        for _stemmer in STEMMERS:
            stems.setdefault(word, set()).update(known.pop(0) or [])
    return [_shortest({word} | stems.get(word, set())) for word in words]


def _shortest(forms: set[str]) -> list[str]:
    """Leave out what contains another one: it is found with that."""
    wanted = {form for form in forms if len(form) >= MIN_STEM} or forms
    return sorted(f for f in wanted if not any(o != f and o in f for o in wanted))


def _rows(session: Session, query: Rows, limit: int) -> list[Any]:
    return list(session.execute(query.limit(limit)))
