"""Find texts by parts of words: over comments, their authors and their articles.

What is found comes newest first, and a page is read without reading all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Text,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from commentbox.articles.search_index import INDEX, TRIGRAM, has_mark, mark, match
from commentbox.models import FoundText, Revision
from commentbox.moderation.cursors import BY_TEXT
from commentbox.moderation.queue import Page, Rows, as_page

#: A stem that is shorter than this is a part of too many words.
MIN_STEM = 4

#: So many of the newest texts are read one by one before the index is asked.
NEWEST = 2_000

#: What PostgreSQL takes the forms of a word together by.
STEMMERS: tuple[ColumnElement[Any], ...] = (
    literal_column("'german_stem'::regdictionary"),
    literal_column("'english_stem'::regdictionary"),
)


class Part(NamedTuple):
    """Some of what is found, and the column that says which of it is newer."""

    query: Rows
    key: ColumnElement[int]


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
    if not small and not has_mark(session):
        rows = _found_postgresql(session, query, words, before, limit + 1)
        return as_page(session, rows, BY_TEXT, limit)
    rows = []
    for found, key in parts(session, query, words, small=small):
        in_order = found.add_columns(FoundText.id).order_by(None)
        in_order = in_order.order_by(key.desc())
        if before is not None:
            in_order = in_order.where(key < before)
        rows += _rows(session, in_order, limit + 1 - len(rows))
        if len(rows) > limit:
            break
    return as_page(session, rows, BY_TEXT, limit)


def parts(
    session: Session, query: Rows, words: Sequence[str], *, small: bool
) -> list[Part]:
    """Return those cases of a query that contain all words, the newer part first.

    None of them is in two parts, as long as the caller ends no transaction in between.
    """
    query = with_text(query)
    by_number = FoundText.id.expression
    if small or not has_mark(session):
        return [Part(query.where(*_containing(session, words)), by_number)]
    # The index streams by row number: in its order no more is read than is asked for.
    streamed = query.join(INDEX, INDEX.c.rowid == FoundText.id)
    streamed = streamed.order_by(INDEX.c.rowid.desc())
    long = [word for word in words if len(word) >= TRIGRAM]
    short = [word for word in words if len(word) < TRIGRAM]
    if not long:
        # Asked for nothing of its own, the index streams all texts, beyond it as well.
        return [Part(streamed.where(*_containing(session, words)), INDEX.c.rowid)]
    # First which these few are: asked for all at once, SQLite would begin elsewhere.
    texts = select(FoundText.id).where(FoundText.id > mark(session))
    few = session.scalars(texts.where(*_containing(session, words))).all()
    beyond = query.where(FoundText.id.in_(few)).order_by(by_number.desc())
    indexed = Part(
        streamed.where(match(long), *_containing(session, short)), INDEX.c.rowid
    )
    return [Part(beyond, by_number), indexed] if few else [indexed]


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
    if has_mark(session):
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
