"""Hash a database, so that two states of it can be compared column by column."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Column, Engine, MetaData, Table, inspect, select

#: By what a row is known where its own number is given anew.
KEYS = {"search_text": ("comment_id", "revision")}


#: A hash by ``table.column``.
Prints = dict[str, str]


def prints(engine: Engine) -> Prints:
    """Return a hash of each column of each table, rows in the order of their key."""
    metadata = MetaData()
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        ours = [n for n in names if not n.startswith(("alembic", "search_index"))]
        metadata.reflect(connection, only=ours)
        found: Prints = {}
        for table in metadata.sorted_tables:
            found |= _prints_of(engine, table)
    return found


def _prints_of(engine: Engine, table: Table) -> Prints:
    columns = list(table.columns)
    key = [table.c[name] for name in KEYS.get(table.name, ())]
    order: list[Column[object]] = key or list(table.primary_key.columns)
    hashes = [sha256() for _ in columns]
    rows_at_once = {"yield_per": 1000}
    with engine.connect() as connection:
        query = select(*columns).order_by(*order)
        for row in connection.execute(query, execution_options=rows_at_once):
            for hash_, value in zip(hashes, row, strict=True):
                hash_.update(repr(value).encode() + b"\0")
    return {
        f"{table.name}.{column.name}": hash_.hexdigest()
        for column, hash_ in zip(columns, hashes, strict=True)
        if (table.name, column.name) != ("search_text", "id")
    }
