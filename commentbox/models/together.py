"""Add rows of several tables at once: PostgreSQL is asked once for many of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnDefault,
    Connection,
    Insert,
    Table,
    Update,
    bindparam,
    insert,
)

Values = Mapping[str, Any]
#: A row, by its table and its columns.
Shape = tuple[Table, tuple[str, ...]]

#: The driver remembers how to read a statement that has no more values than this.
MOST_VALUES = 50


class Rows(NamedTuple):
    """New rows of a table, all with the same columns."""

    table: Table
    rows: Sequence[Values]


def add_together(
    connection: Connection, added: Sequence[Rows], then: Update, given: Values
) -> None:
    """Insert rows in their order, and do an update with what is ``given`` for it.

    Each statement is a journey to PostgreSQL's server, so there one does for many rows:
    what refers to what is looked at when all of them are there. SQLite knows no such
    statement, and is not far away.
    """
    if connection.dialect.name == "postgresql":
        _by_few_statements(connection, added, then, given)
        return
    for table, rows in added:
        if rows:
            connection.execute(_insert(table), rows[0] if len(rows) == 1 else rows)
    connection.execute(then, given)


def _by_few_statements(
    connection: Connection, added: Sequence[Rows], then: Update, given: Values
) -> None:
    shapes: list[Shape] = []
    bound: dict[str, Any] = {}
    for table, row in ((table, row) for table, rows in added for row in rows):
        whole = {**_defaults(table), **row}
        if shapes and len(given) + len(bound) + len(whole) > MOST_VALUES:
            connection.execute(_inserts(tuple(shapes)), bound)
            shapes, bound = [], {}
        bound |= {_name(len(shapes), name): value for name, value in whole.items()}
        shapes.append((table, tuple(whole)))
    connection.execute(_inserts_and(then, tuple(shapes)), {**bound, **given})


_insert = lru_cache(maxsize=32)(insert)


@lru_cache(maxsize=32)
def _defaults(table: Table) -> Values:
    """Return what the database itself does not know to put into a column."""
    return {
        column.name: column.default.arg
        for column in table.c
        if isinstance(column.default, ColumnDefault) and column.default.is_scalar
    }


@lru_cache(maxsize=64)
def _inserts_and(then: Update, shapes: tuple[Shape, ...]) -> Update:
    ctes = [part.cte(f"added_{at}") for at, part in enumerate(_parts(shapes))]
    together: Update = then.add_cte(*ctes)
    return together


@lru_cache(maxsize=64)
def _inserts(shapes: tuple[Shape, ...]) -> Insert:
    *before, last = _parts(shapes)
    ctes = [part.cte(f"added_{at}") for at, part in enumerate(before)]
    together: Insert = last.add_cte(*ctes)
    return together


def _parts(shapes: Sequence[Shape]) -> list[Insert]:
    return [
        insert(table)
        .values({n: bindparam(_name(at, n), type_=table.c[n].type) for n in names})
        .inline()
        for at, (table, names) in enumerate(shapes)
    ]


def _name(at: int, column: str) -> str:
    return f"{column}_{at}"
