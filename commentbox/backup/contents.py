"""What a database holds, of whatever version its tables are."""

from __future__ import annotations

from sqlalchemy import Connection, func, inspect, select, table, text

from commentbox.backup.errors import BackupError
from commentbox.backup.manifest import Contents, LogEnd

#: Made anew from other tables, in a form that is the business of each database.
DERIVED = "search_index"


def contents_of(connection: Connection) -> Contents:
    """Count what there is; the connection sees one moment. Raises ``BackupError``."""
    names = inspect(connection).get_table_names()
    if "alembic_version" not in names:
        raise BackupError(
            "there is nothing to back up: commentbox db upgrade comes first"
        )
    rows = {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in sorted(names)
        if not name.startswith(DERIVED)
    }
    schema = connection.scalar(text("SELECT version_num FROM alembic_version"))
    logs = _logs(connection) if "log_head" in names else ()
    return Contents(schema=str(schema), rows=rows, logs=logs)


def _logs(connection: Connection) -> tuple[LogEnd, ...]:
    query = text("SELECT site_id, length, hash FROM log_head ORDER BY site_id")
    return tuple(
        LogEnd(site=site, length=length, hash=bytes(hash_).hex())
        for site, length, hash_ in connection.execute(query)
    )
