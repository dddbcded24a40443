"""What is only kept for a while goes by itself, and not a moment too early."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, insert, inspect, select, text
from sqlalchemy.orm import Session

from commentbox.accounts.sign_in import FORGOTTEN_AFTER, IDLE, open_session
from commentbox.domain.standing import Standing
from commentbox.domain.submission import Source
from commentbox.housekeeping import LEARN_FROM, learn_spread, tidy_up
from commentbox.models import (
    Base,
    Comment,
    DeskSession,
    IdempotencyKey,
    PostFingerprint,
    SignInFailures,
)
from commentbox.models.ids import new_id
from commentbox.models.network import end_hashes
from commentbox.posting.guard import FINGERPRINT_LIFE, KEY_LIFE
from tests.factories import NOON, a_moderator, an_article

LIVES: dict[type[Base], timedelta] = {
    IdempotencyKey: KEY_LIFE,
    PostFingerprint: FINGERPRINT_LIFE,
    SignInFailures: FORGOTTEN_AFTER,
    DeskSession: IDLE,
}


@pytest.fixture
def kept(session: Session) -> None:
    """One row of everything that is kept for a while, all from noon."""
    article = an_article(session)
    session.add_all(
        [
            IdempotencyKey(
                article_id=article.id,
                key_hash="k" * 64,
                body_hash="b" * 64,
                comment_id=new_id(),
                created_at=NOON,
            ),
            PostFingerprint(
                fingerprint="f" * 64,
                comment_id=new_id(),
                client_hash="c" * 64,
                created_at=NOON,
            ),
            SignInFailures(subject_hash="s" * 64, count=3, last_at=NOON),
        ]
    )
    open_session(session, a_moderator(session), now=NOON)
    session.commit()


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("table", LIVES, ids=lambda table: table.__tablename__)
def test_a_row_is_kept_as_long_as_promised_and_no_longer(
    session: Session, engine: Engine, table: type[Base]
) -> None:
    end = NOON + LIVES[table]

    tidy_up(engine, now=end)
    in_time = session.scalar(select(func.count()).select_from(table))
    session.rollback()
    tidy_up(engine, now=end + timedelta(seconds=1))

    assert in_time == 1
    assert session.scalar(select(func.count()).select_from(table)) == 0


def has_comments(engine: Engine, count: int) -> None:
    with Session(engine) as session:
        article = an_article(session)
        comment = {
            "site_id": article.site_id,
            "article_id": article.id,
            "depth": 1,
            "author_name": "Ada",
            "token_hash": "t",
            "language": "en",
            "source": Source.API,
            "posted_at": NOON,
            "standing": Standing.HIDDEN,
        }
        rows = [
            comment | {"id": UUID(int=n), "root_id": UUID(int=n)} for n in range(count)
        ]
        session.execute(insert(Comment), rows)
        session.commit()


def what_is_known(engine: Engine) -> set[str]:
    """Return the indexes of comments of which SQLite knows how rows are spread."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("sqlite_stat1"):
            return set()
        query = text("SELECT idx FROM sqlite_stat1 WHERE tbl = 'comment'")
        return set(connection.scalars(query))


def test_sqlite_learns_how_rows_are_spread(own_database: Engine) -> None:
    has_comments(own_database, LEARN_FROM + 1)

    learn_spread(own_database)

    known = what_is_known(own_database)
    assert ("ix_comment_thread" in known) is (own_database.dialect.name == "sqlite")


def test_it_learns_nothing_from_a_few(own_database: Engine) -> None:
    has_comments(own_database, LEARN_FROM)

    learn_spread(own_database)

    assert what_is_known(own_database) == set()


def test_who_looks_for_old_hashes_does_not_go_through_all_comments(
    own_database: Engine,
) -> None:
    """Twice a minute, with the turn to write: others wait meanwhile."""
    if own_database.dialect.name != "sqlite":
        pytest.skip("only SQLite says how many steps it takes")
    has_comments(own_database, 5_000)
    with Session(own_database) as session:
        raw: Any = session.connection().connection.dbapi_connection
        hundreds = [0]

        def count() -> None:
            hundreds[0] += 1

        raw.set_progress_handler(count, 100)
        assert end_hashes(session) == 0
        raw.set_progress_handler(None, 0)

    assert hundreds[0] < 20
