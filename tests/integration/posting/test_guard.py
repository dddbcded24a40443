"""For how long a key and the mark of a post are known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import DuplicateComment, KeyReused
from commentbox.models import Article, IdempotencyKey, PostFingerprint
from commentbox.models.ids import new_id
from commentbox.posting.facts import gather
from commentbox.posting.guard import (
    Sender,
    purge,
    recognise,
    refuse_double,
    replayed,
    take_key,
)
from tests.factories import NOON, SECRET_KEY, a_submission


def sender(article: Article, *, key: str | None = "key", **values: str) -> Sender:
    submission = a_submission(article, **values)
    return recognise(SECRET_KEY, submission, client="192.0.2.1", key=key)


@pytest.mark.parametrize(
    ("later", "known"),
    [
        (timedelta(hours=24), True),
        (timedelta(hours=48), True),
        (timedelta(hours=48, seconds=1), False),
        (timedelta(days=400), False),
    ],
)
def test_a_key_is_known_for_48_hours(
    session: Session, article: Article, later: timedelta, *, known: bool
) -> None:
    submission, mark, made = a_submission(article), sender(article), new_id()
    assert take_key(session.connection(), submission, mark, made, now=NOON)

    found = replayed(session, submission, mark, now=NOON + later)
    taken = take_key(session.connection(), submission, mark, new_id(), now=NOON + later)

    assert found == (made if known else None)
    assert taken is not known


def test_an_expired_key_may_come_with_another_body(
    session: Session, article: Article
) -> None:
    first, second = a_submission(article), a_submission(article, body="Else.")
    made, later = new_id(), NOON + timedelta(hours=49)
    take_key(session.connection(), first, sender(article), new_id(), now=NOON)

    assert take_key(
        session.connection(), second, sender(article, body="Else."), made, now=later
    )

    assert replayed(session, second, sender(article, body="Else."), now=later) == made
    with pytest.raises(KeyReused):
        replayed(session, first, sender(article), now=later)


def test_without_a_key_nothing_is_replayed(session: Session, article: Article) -> None:
    submission, mark = a_submission(article), sender(article, key=None)

    assert take_key(session.connection(), submission, mark, new_id(), now=NOON)
    assert replayed(session, submission, mark, now=NOON) is None
    assert not session.scalars(select(IdempotencyKey)).all()


@pytest.mark.parametrize(
    ("later", "refused"),
    [
        (timedelta(seconds=1), True),
        (timedelta(seconds=60), True),
        (timedelta(seconds=61), False),
    ],
)
def test_a_double_is_refused_for_a_minute(
    session: Session, article: Article, later: timedelta, *, refused: bool
) -> None:
    refuse_double(session.connection(), sender(article), new_id(), now=NOON)

    if refused:
        with pytest.raises(DuplicateComment):
            refuse_double(
                session.connection(), sender(article), new_id(), now=NOON + later
            )
    else:
        refuse_double(session.connection(), sender(article), new_id(), now=NOON + later)

    assert len(session.scalars(select(PostFingerprint)).all()) == 1


def test_marks_of_the_last_minute_are_all_that_is_kept(
    session: Session, article: Article
) -> None:
    for n in range(5):
        mark = sender(article, body=f"Number {n}.")
        moment = NOON + timedelta(seconds=20 * n)
        refuse_double(session.connection(), mark, new_id(), now=moment)

    purge(session, now=NOON + timedelta(seconds=80))

    kept = session.scalars(select(PostFingerprint.created_at)).all()

    assert min(kept) == NOON + timedelta(seconds=20)
    now = NOON + timedelta(seconds=80)
    facts = gather(
        session,
        article,
        body="x",
        parent_id=None,
        now=now,
        client_hash=sender(article).client_hash,
    )
    assert facts.recent_posts == 4


def test_the_fields_of_a_mark_cannot_run_together(article: Article) -> None:
    one = sender(article, author_name="Ada", body="xWell")
    other = sender(article, author_name="Adax", body="Well")

    assert one.fingerprint != other.fingerprint
    assert one.body_hash != other.body_hash
