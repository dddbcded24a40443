"""Where the mark of SQLite's search index stands, and what the index holds."""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.articles.search_index import HELD, MARK, mark


def set_mark(engine: Engine, last: int) -> None:
    """Let the index go so far: before there are texts, it holds none yet."""
    with engine.begin() as connection:
        connection.execute(MARK.update().values(last=last))


def mark_of(engine: Engine) -> int:
    with Session(engine) as session:
        return mark(session)


def held(engine: Engine) -> list[int]:
    """Return the numbers of the texts that are in the index."""
    with engine.connect() as connection:
        return list(connection.scalars(select(HELD.c.id).order_by(HELD.c.id)))
