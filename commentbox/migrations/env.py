"""Run migrations: on the database of the settings, or on a connection that is given."""

from __future__ import annotations

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Enum, MetaData
from sqlalchemy.types import TypeDecorator

from commentbox.config import Config
from commentbox.extensions import make_engine
from commentbox.models import Base

OTHER_PARTS = (
    *("search_index", "search_text_"),
    *("ix_article_url", "ix_article_site_id_article_url"),
)


def render_item(
    kind: str, item: Any, _autogen_context: AutogenContext
) -> str | Literal[False]:
    """Write plain column types, so that a migration never needs our code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def is_ours(_object: object, name: str | None, kind: str, *_how: object) -> bool:
    """Leave out what only one database has: the search index (``models.search``), and
    that of addresses (``models.article``).
    """
    return not (kind in {"table", "index"} and (name or "").startswith(OTHER_PARTS))


def with_conditions(metadata: MetaData) -> MetaData:
    """Return the tables with the conditions of their indexes, for each database."""
    for table in metadata.tables.values():
        for index in table.indexes:
            index.dialect_kwargs.update(index.info)
    return metadata


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=with_conditions(Base.metadata),
        render_as_batch=True,
        render_item=render_item,
        include_object=is_ours,
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    config = Config.from_env(os.environ)
    config.make_instance()
    with make_engine(config.sqlalchemy_url).begin() as connection:
        run(connection)
