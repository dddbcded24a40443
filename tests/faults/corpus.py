"""Fill a database with very many comments, fast: a few that have lived, copied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, select, text
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.domain.states import State
from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from commentbox.models import (
    Article,
    Base,
    Comment,
    ConsentRecord,
    Decision,
    FindingRow,
    FoundText,
    LogEntry,
    LogHead,
    LogLink,
    Revision,
    log,
    recount,
)
from commentbox.posting.author import edit, withdraw
from tests.factories import NOON, NOTHING_FOUND, a_comment, an_article, the_site

#: The log is not linked yet.
UNLINKED = "0007"
#: So many copies are made in one transaction.
AT_ONCE = 500
#: The ids of articles of one copy are so far from those of the next.
BEYOND = 1 << 10
Models = tuple[type[Base], ...]
#: In the order in which one needs the other.
COPIED: Models = (
    *(Article, Comment, ConsentRecord, Revision, FindingRow, FoundText),
    *(Decision, LogEntry),
)
#: What the log is about, and no text.
LOGGED: Models = (Article, Comment, Decision, LogEntry)
FOUND = Verdict(
    (
        Finding(
            check="respect",
            score=0.55,
            rule="respect",
            outcome=Outcome.FLAG,
            evidence=(Evidence("Blödmann", 0, 8, 1.0),),
        ),
        Finding(check="topic", score=0.2, rule="topic"),
    )
)


def fill(engine: Engine, comments: int, copied: Models = COPIED) -> int:
    """Make tables and at least so many comments in them; return how many there are.

    The tables are those of before the chain: nothing of the log is linked yet.
    """
    schema.upgrade(engine)
    with Session(engine) as session:
        _live(session)
        session.commit()
        there = session.scalar(select(func.count()).select_from(Comment)) or 1
        copies = -(-comments // there)
        # Copies of rows have no place in the log: what brings it up to date links them.
        session.execute(delete(LogLink))
        session.execute(delete(LogHead))
        session.commit()
    for first in range(1, copies, AT_ONCE):
        with engine.begin() as connection:
            _copy(connection, copied, first, min(first + AT_ONCE, copies))
    with Session(engine) as session:
        for _each in recount.recount_articles(session, now=NOON):
            pass
        recount.recount_lanes(session)
        session.commit()
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    schema.downgrade(engine, UNLINKED)
    return there * copies


def _live(session: Session) -> None:
    """Let something happen of each kind under one article."""
    article = an_article(session, title="Straße & Söhne", site=the_site(session))
    for number in range(4):
        for state in State:
            body = f'Blödmann, ÄRGERLICH {number}: "x" <b> ' + "und so fort " * 9
            comment = a_comment(
                session,
                article,
                state=state,
                verdict=FOUND if number % 2 else NOTHING_FOUND,
                author_name=f"Ada {number}",
                author_email=f"ada{number}@example.org",
                body=body,
            )
        top = a_comment(session, article, state=State.APPROVED)
        a_comment(session, article, parent=top, state=State.APPROVED)
        edit(session, top, "Said better.", NOTHING_FOUND, now=NOON)
        withdraw(session, a_comment(session, article, verdict=FOUND), now=NOON)
        log(
            session,
            "article.closed",
            site_id=article.site_id,
            moderator=None,
            now=NOON,
            subject="é",
            comment_id=comment.id,
            n=[1.5, None],
        )


def _copy(connection: Connection, copied: Models, first: int, last: int) -> None:
    """Copy what was there at first, once for each number from ``first`` to ``last``."""
    for model in copied:
        table: Any = model.__table__
        connection.execute(
            text(_copying(table, connection.dialect.name)),
            {"first": first, "last": last - 1, "beyond": BEYOND},
        )


def _copying(table: Table, database: str) -> str:
    """Return the statement that copies the rows of a table."""
    quote = {each.name: f'"{each.name}"' for each in table.columns}
    pairs = dict(_copied(table, database))
    here = ", ".join(quote[name] for name in pairs)
    there = ", ".join(pairs.values())
    if database == "sqlite":
        series = (
            "WITH RECURSIVE copy(k) AS (SELECT :first UNION ALL"
            " SELECT k + 1 FROM copy WHERE k < :last)"
        )
        source = "copy"
    else:
        series = ""
        source = "generate_series(CAST(:first AS INTEGER), :last) AS copy(k)"
    return (
        f"INSERT INTO {table.name} ({here}) {series} SELECT {there}"  # noqa: S608 - names of ours
        f" FROM {source} CROSS JOIN {table.name} AS t WHERE {_first(table)}"
    )


def _first(table: Table) -> str:
    """Return what tells the rows of the beginning from copies."""
    if table.name == "article":
        return "t.id < :beyond"
    key = "id" if table.name == "comment" else "comment_id"
    hexadecimal = f"CAST(t.{key} AS TEXT)"
    # The time in the ids of the first is later than any copy's number.
    return f"{hexadecimal} >= '01' AND :beyond > 0"


def _copied(table: Table, database: str) -> Iterator[tuple[str, str]]:
    """Return each column, and what stands there in a copy with the number ``k``."""
    for column in table.columns:
        name, value = column.name, f't."{column.name}"'
        if name in {"comment_id", "parent_id", "root_id"} or table.name == "comment":
            is_id = name in {"id", "comment_id", "parent_id", "root_id"}
            value = _other_id(value, database) if is_id else value
        elif table.name in {"decision", "search_text", "log_entry"} and name == "id":
            # The database gives the next one.
            continue
        if (table.name, name) == ("article", "key"):
            value = f"{value} || '-' || k"
        if (table.name, name) == ("article", "id") or name == "article_id":
            value = f"{value} + k * :beyond"
        yield name, value


def _other_id(value: str, database: str) -> str:
    if database == "sqlite":
        return f"printf('%08x', k) || substr({value}, 9)"
    return f"CAST(lpad(to_hex(k), 8, '0') || substr(CAST({value} AS TEXT), 9) AS UUID)"
