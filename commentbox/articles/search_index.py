"""SQLite's index of the search: how far it goes, and how it follows what is written.

To index texts one by one costs ten times what it costs to do it by the hundred. So the
index has a mark: texts up to it are in the index, which triggers keep in step, and the
few beyond it are read one by one by who searches. Housekeeping moves the mark; where
nobody does, a trigger keeps the rest from growing (both made by the migrations).

The index of PostgreSQL does likewise by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import (
    Integer,
    TextClause,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from commentbox.models import FoundText

#: So many texts enter the index at a time: others that write wait for some hundredths
#: of a second.
BATCH = 250

#: Shorter parts have no trigram: they are looked for in the texts themselves.
TRIGRAM = 3

#: Its rows are those of ``search_text``.
INDEX = table("search_index", column("rowid", Integer), column("text"))
MARK = table("search_index_mark", column("last", Integer))
#: What the index itself says that it holds.
HELD = table("search_index_docsize", column("id", Integer))

#: Of so many texts, spread over all, it is asked whether they are found by their words.
ASKED = 100
#: So much of the words is asked for.
PART = slice(0, 30)


def has_mark(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def mark(session: Session) -> int:
    """Return the number of the last text that is in the index."""
    return session.scalar(select(MARK.c.last)) or 0


def match(words: Sequence[str]) -> TextClause:
    """Return that a text of the index contains all words, none shorter than three."""
    # Each part is a string of the index's own language, so nothing in it is syntax.
    quoted = " AND ".join('"{}"'.format(w.replace('"', '""')) for w in words)
    return text("search_index MATCH :words").bindparams(words=quoted)


def batch_end(session: Session) -> int | None:
    """Return where the mark moves to; None where too few texts lie beyond it."""
    return session.scalar(
        select(FoundText.id)
        .where(FoundText.id > mark(session))
        .order_by(FoundText.id)
        .offset(BATCH - 1)
        .limit(1)
    )


def move_mark(session: Session) -> None:
    """Put the next texts into the index, if they are enough. The caller commits.

    To be called with the turn to write: another process may just have done it.
    """
    if (end := batch_end(session)) is None:
        return
    beyond = select(FoundText.id, FoundText.text).where(
        FoundText.id > mark(session), FoundText.id <= end
    )
    # In one statement: after each, the index writes what it has gathered.
    texts = beyond.order_by(FoundText.id)
    into = [INDEX.c.rowid, INDEX.c.text]
    session.execute(INDEX.insert().from_select(into, texts))
    session.execute(MARK.update().values(last=end))


def faults(session: Session) -> Iterator[str]:
    """Yield in what the index differs from the texts it is about."""
    last = mark(session)
    known = select(FoundText.id, HELD.c.id.label("held")).outerjoin(
        HELD, HELD.c.id == FoundText.id
    )
    missing = known.where(FoundText.id <= last, HELD.c.id.is_(None)).subquery()
    if count := session.scalar(select(func.count()).select_from(missing)):
        yield f"{count} texts are not in the index"
    gone = (
        select(HELD.c.id)
        .outerjoin(FoundText, FoundText.id == HELD.c.id)
        .where(FoundText.id.is_(None) | (HELD.c.id > last))
        .subquery()
    )
    if count := session.scalar(select(func.count()).select_from(gone)):
        yield f"{count} texts are in the index that should not be"
    asked = _some(session, last)
    if count := sum(not _is_found(session, *row) for row in asked):
        yield f"{count} of {len(asked)} texts are not found by their words"


def begin_anew(session: Session) -> bool:
    """Empty the index where it differs; return whether it does. The caller commits.

    Until the mark has moved on, all texts are read one by one.
    """
    if not any(faults(session)):
        return False
    session.execute(
        text("INSERT INTO search_index(search_index) VALUES ('delete-all')")
    )
    session.execute(MARK.delete())
    session.execute(MARK.insert().values(last=0))
    return True


def _some(session: Session, last: int) -> list[tuple[int, str]]:
    apart = max(1, last // ASKED)
    query = select(FoundText.id, FoundText.text).where(
        FoundText.id <= last, FoundText.id % apart == 0
    )
    rows = session.execute(query.order_by(FoundText.id.desc()).limit(ASKED))
    return [(row.id, row.text) for row in rows]


def _is_found(session: Session, number: int, words: str) -> bool:
    if len(asked := words[PART]) < TRIGRAM:
        return True
    query = select(INDEX.c.rowid).where(INDEX.c.rowid == number, match([asked]))
    return session.scalar(query) is not None
