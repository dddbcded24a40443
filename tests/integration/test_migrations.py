"""The schema goes up, down and up again, and says the same as the models."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.util import CommandError
from sqlalchemy import (
    Connection,
    Engine,
    Inspector,
    event,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.orm import Session

from commentbox import schema
from commentbox.domain.states import State
from commentbox.extensions import make_engine
from commentbox.models import Base, LogEntry, LogHead
from commentbox.models.proof import broken_logs
from tests.factories import NOON, a_comment, an_article, the_site
from tests.integration.people import contents, someone_who_moderates


@pytest.fixture
def fresh(untouched: str) -> Iterator[Engine]:
    engine = make_engine(untouched)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    """Return our tables; the index of the search is the business of each database."""
    names = inspect(engine).get_table_names()
    return {n for n in names if not n.startswith(("alembic_version", "search_index"))}


def indexes(found: Inspector, table: str) -> set[str]:
    names = {str(index["name"]) for index in found.get_indexes(table)}
    return {name for name in names if not name.startswith("search_text_")}


def shape(engine: Engine) -> dict[str, object]:
    """Return columns, keys and indexes of every table."""
    found = inspect(engine)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in columns),
            found.get_pk_constraint(table)["constrained_columns"],
            sorted(indexes(found, table)),
            # Their names are not read back where a column was added with its key.
            sorted(
                (k["constrained_columns"], k["referred_table"])
                for k in found.get_foreign_keys(table)
            ),
            sorted(str(u["name"]) for u in found.get_unique_constraints(table)),
            sorted(str(c["name"]) for c in found.get_check_constraints(table)),
        )
        for table in sorted(tables(engine))
        for columns in [found.get_columns(table)]
    }


def test_migrations_make_what_the_models_say(fresh: Engine) -> None:
    schema.upgrade(fresh)

    schema.check(fresh)
    assert tables(fresh) == set(Base.metadata.tables)


def test_migrations_make_the_same_tables_as_the_models_would(
    fresh: Engine, clean: Engine
) -> None:
    """Types, checks and keys as well, of which ``check`` compares only a part."""
    Base.metadata.create_all(fresh)

    assert shape(fresh) == shape(clean)


def test_a_difference_would_be_noticed(fresh: Engine) -> None:
    schema.upgrade(fresh)
    with fresh.begin() as connection:
        connection.execute(text("ALTER TABLE comment ADD COLUMN forgotten INTEGER"))

    with pytest.raises(CommandError):
        schema.check(fresh)


def test_down_leaves_nothing_and_up_makes_all_of_it_again(fresh: Engine) -> None:
    schema.upgrade(fresh)
    before = shape(fresh)

    schema.downgrade(fresh)
    assert tables(fresh) == set()
    assert not schema.is_current(fresh)

    schema.upgrade(fresh)
    assert shape(fresh) == before
    assert schema.is_current(fresh)


def test_up_again_changes_no_row(fresh: Engine) -> None:
    schema.upgrade(fresh)
    with Session(fresh) as session:
        someone_who_moderates(session, the_site(session))
        article = an_article(session)
        for state in State:
            a_comment(session, article, state=state)
        session.commit()
    before = contents(fresh)

    schema.upgrade(fresh)

    assert contents(fresh) == before


def test_a_database_without_tables_is_not_current(fresh: Engine) -> None:
    assert not schema.is_current(fresh)


def test_a_migration_that_fails_leaves_nothing_half_done(fresh: Engine) -> None:
    with fresh.begin() as connection:
        # In the way of a table that comes late.
        connection.execute(text("CREATE TABLE revision (x INTEGER)"))

    with pytest.raises(Exception, match="revision"):
        schema.upgrade(fresh)

    assert tables(fresh) == {"revision"}
    assert not schema.is_current(fresh)
    with fresh.begin() as connection:
        connection.execute(text("DROP TABLE revision"))
    schema.upgrade(fresh)
    schema.check(fresh)


def test_two_who_upgrade_at_once_do_it_one_after_the_other(fresh: Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(schema.upgrade, [fresh, fresh]))

    schema.check(fresh)


def test_what_is_upgraded_is_said_and_nothing_twice(fresh: Engine) -> None:
    schema.upgrade(fresh, "0007")
    said: list[str] = []

    schema.upgrade(fresh, say=said.append)
    schema.upgrade(fresh, say=said.append)

    assert [line[:4] for line in said] == ["0008", "0009", "0010"]


def test_a_log_is_linked_in_transactions_that_are_short(fresh: Engine) -> None:
    """What one of them does is there for others before the next begins."""
    schema.upgrade(fresh)
    with Session(fresh) as session:
        site_id = the_site(session).id
        entry = {"site_id": site_id, "kind": "test", "logged_at": NOON}
        entry |= {"subject": "", "facts": {}}
        session.execute(insert(LogEntry), [entry] * 2500)
        session.commit()
        rows = session.scalar(select(func.count()).select_from(LogEntry))
    schema.downgrade(fresh, "0007")
    begun: list[int] = []

    @event.listens_for(fresh, "commit")
    def look(_connection: Connection) -> None:
        begun.append(1)

    schema.upgrade(fresh)

    # Two whole batches, what is less than one, and whatever else there is to do.
    assert len(begun) >= 4
    with Session(fresh) as session:
        assert session.scalars(select(LogHead.length)).one() == rows
        assert list(broken_logs(session, [site_id])) == []
