"""Take a row that only one may have, on both databases in one statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from commentbox.models.base import Base


def take(
    session: Session,
    table: type[Base],
    values: dict[str, Any],
    *,
    expired: ColumnElement[bool],
) -> bool:
    """Insert a row, or take over an ``expired`` one. False if another holds it.

    Two at once: the second waits until the first commits or rolls back.
    """
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    keys = [column.name for column in table.__table__.primary_key]
    statement = (
        insert(table)
        .values(values)
        .on_conflict_do_update(
            index_elements=keys,
            set_={name: value for name, value in values.items() if name not in keys},
            where=expired,
        )
        .returning(table.__table__.c[keys[0]])
    )
    return session.execute(statement).first() is not None
