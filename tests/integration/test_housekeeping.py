"""What is only kept for a while goes by itself, and not a moment too early."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from commentbox.accounts.sign_in import FORGOTTEN_AFTER, IDLE, open_session
from commentbox.housekeeping import tidy_up
from commentbox.models import (
    Base,
    DeskSession,
    IdempotencyKey,
    PostFingerprint,
    SignInFailures,
)
from commentbox.models.ids import new_id
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
