"""Two comments that went the whole road: what the copies in a corpus are made of.

A corpus of a million comments cannot be posted. But its rows should be those that
posting and deciding make, whatever tables these fill today; so two comments are posted
and one of them is approved, and their rows are read back.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from werkzeug.test import TestResponse

from benchmarks.public import commands
from benchmarks.public.client import Unexpected
from commentbox import create_app
from commentbox.config import Config
from commentbox.extensions import db
from commentbox.models import Base
from commentbox.screening import encoder

#: What a database stores in a column, as SQLite has it.
Value = str | int | float | None
Row = dict[str, Value]
#: By table, those to which others point first.
Rows = dict[str, list[Row]]

#: So many are posted; limits of one client allow no more at once.
DRAWN = 8

SAID = {"author_name": "Ada", "author_email": "ada@example.org", "consent": True}
TEXT = (
    "The bridge has been closed for two years now, and I take the ferry each morning."
)


@dataclass(frozen=True, slots=True)
class Specimens:
    article: Row
    approved: Rows
    waiting: Rows


def take(folder: Path) -> Specimens:
    """Post two comments into a database that is thrown away, approve the first."""
    spare = commands.sqlite(folder, "specimens")
    commands.found(spare)
    spare.run("article", "put", "A", "--url", f"{commands.SITE_URL}/A", "--title", "A")
    approved, waiting = _posted(spare)
    with closing(sqlite3.connect(spare.path)) as connection:
        connection.row_factory = sqlite3.Row
        article = dict(connection.execute("SELECT * FROM article").fetchone())
        found = [_rows(connection, id_) for id_ in (approved, waiting)]
    return Specimens(article, *found)


def _posted(spare: commands.Instance) -> tuple[str, str]:
    token = {"Authorization": f"Bearer {spare.moderator_token()}"}
    encoder.disable()
    app = create_app(Config.from_env(spare.environment))
    client = app.test_client()
    # Some are drawn to be decided blindly; of a few, most are not.
    for number in range(DRAWN):
        said = {**SAID, "body": f"{TEXT} ({number})"}
        _made(client.post("/api/comments?article=A", json=said))
    with closing(sqlite3.connect(spare.path)) as connection:
        query = "SELECT comment_id FROM revision WHERE NOT blind ORDER BY comment_id"
        approved, waiting, *_ = [id_ for (id_,) in connection.execute(query)]
    decision = {"to": "approved", "revision": 1}
    path = f"/api/comments/{approved}/decisions"
    _made(client.post(path, json=decision, headers=token))
    with app.app_context():
        db.engine.dispose()
    return approved, waiting


def _made(answer: TestResponse) -> None:
    if answer.status_code != 201:  # noqa: PLR2004
        raise Unexpected(f"no specimen: {answer.status} {answer.text}")


def _rows(connection: sqlite3.Connection, id_: str) -> Rows:
    """Return all rows of a comment, in every table that points to comments."""
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        column = "id" if table.name == "comment" else "comment_id"
        if table.name != "comment" and not _points_to_comments(table.name):
            continue
        query = f'SELECT * FROM "{table.name}" WHERE {column} = ?'  # noqa: S608
        if rows := [dict(row) for row in connection.execute(query, (id_,))]:
            found[table.name] = rows
    return found


def _points_to_comments(name: str) -> bool:
    column = Base.metadata.tables[name].columns.get("comment_id")
    return column is not None and bool(column.foreign_keys)
