"""A row that only one may have: the first takes it, the next when it has expired."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from commentbox.models import PostFingerprint
from commentbox.models.ids import id_of
from commentbox.models.upsert import take

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def attempt(session: Session, fingerprint: str, now: datetime) -> bool:
    values = {
        "fingerprint": fingerprint,
        "comment_id": id_of(now),
        "client_hash": f"client at {now.minute}",
        "created_at": now,
    }
    expired = PostFingerprint.created_at < now - MINUTE
    taken = take(session.connection(), PostFingerprint, values, expired=expired)
    session.commit()
    return taken


def client_of(session: Session, fingerprint: str) -> str:
    return session.get_one(PostFingerprint, fingerprint).client_hash


def test_the_first_takes_a_row(session: Session) -> None:
    assert attempt(session, "f", NOON)

    assert client_of(session, "f") == "client at 0"


def test_while_it_is_held_nobody_else_takes_it(session: Session) -> None:
    attempt(session, "f", NOON)

    assert not attempt(session, "f", NOON)
    assert not attempt(session, "f", NOON + MINUTE)

    assert client_of(session, "f") == "client at 0"


def test_once_it_has_expired_the_next_takes_it_over(session: Session) -> None:
    attempt(session, "f", NOON)

    assert attempt(session, "f", NOON + 2 * MINUTE)

    row = session.get_one(PostFingerprint, "f")
    assert row.client_hash == "client at 2"
    assert row.created_at == NOON + 2 * MINUTE
    assert not attempt(session, "f", NOON + 3 * MINUTE)


def test_other_rows_are_not_touched(session: Session) -> None:
    attempt(session, "f", NOON)
    attempt(session, "g", NOON + MINUTE)

    attempt(session, "f", NOON + 5 * MINUTE)

    assert client_of(session, "g") == "client at 1"
