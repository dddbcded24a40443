"""Take a row that only one may have, on both databases in one statement."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam
from sqlalchemy.sql.dml import ReturningInsert

from commentbox.models.base import Base, table_of


def take(
    connection: Connection,
    table: type[Base],
    values: dict[str, Any],
    *,
    expired: ColumnElement[bool],
    **bound: Any,
) -> bool:
    """Insert a row, or take over an ``expired`` one. False if another holds it.

    Two at once: the second waits until the first commits or rolls back. ``expired`` may
    be a constant of its module, with ``bound`` for what differs: it is then made once.
    What a session has not written yet is not known here.
    """
    statement = _taking(connection.dialect.name, table, tuple(values), expired)
    given = {f"new_{name}": value for name, value in values.items()}
    return connection.execute(statement, {**given, **bound}).first() is not None


def insert_of(dialect: str) -> Any:
    """Return the ``insert`` of a database, which knows what to do about a conflict."""
    # Imported here: only one of the two is needed, and neither is small.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert


@lru_cache(maxsize=16)
def _taking(
    dialect: str,
    table: type[Base],
    names: tuple[str, ...],
    expired: ColumnElement[bool],
) -> ReturningInsert[Any]:
    made = table_of(table)
    keys = [column.name for column in made.primary_key]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    new = insert_of(dialect)(made).values(values)
    taking: ReturningInsert[Any] = new.on_conflict_do_update(
        index_elements=keys,
        set_={name: new.excluded[name] for name in names if name not in keys},
        where=expired,
    ).returning(made.c[keys[0]])
    return taking
