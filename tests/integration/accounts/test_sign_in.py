"""Sessions and delays, with the time in hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.accounts.sign_in import (
    FREE_PER_NETWORK,
    IDLE,
    authenticate,
    session_of,
    sign_in,
    sign_out,
    take_attempt,
)
from commentbox.domain.errors import TooManyAttempts
from commentbox.models import DeskSession
from tests.factories import NOON, PASSWORD, SECRET_KEY, a_moderator

GRACE = "grace@example.org"
WRONG = "not her password"


def attempt(
    session: Session,
    password: str = WRONG,
    *,
    email: str = GRACE,
    network: str = "192.0.2.1",
    now: datetime = NOON,
) -> str | None:
    """Try a password as the page does; return the token of the session, if any."""
    counted = take_attempt(
        session, email, network=network, secret_key=SECRET_KEY, now=now
    )
    moderator = authenticate(session, counted, password)
    return sign_in(session, counted, moderator, now=now) if moderator else None


def fail_until_delayed(session: Session, **values: Any) -> TooManyAttempts:
    for _ in range(20):
        try:
            assert attempt(session, **values) is None
        except TooManyAttempts as error:
            return error
    raise AssertionError("twenty failures and no delay")


def test_a_session_is_found_by_its_token_alone(session: Session) -> None:
    grace = a_moderator(session)

    token = attempt(session, PASSWORD)

    assert token is not None
    found = session_of(session, token, now=NOON)
    assert found is not None
    assert found.moderator is grace
    assert session_of(session, token[:-1], now=NOON) is None


def test_promise_13_the_token_itself_is_not_stored(session: Session) -> None:
    a_moderator(session)

    token = attempt(session, PASSWORD)

    assert token not in session.scalars(select(DeskSession.token_hash)).all()


def test_a_session_that_nobody_uses_ends(session: Session) -> None:
    a_moderator(session)

    token = attempt(session, PASSWORD) or ""

    assert session_of(session, token, now=NOON + IDLE) is not None
    late = NOON + IDLE + timedelta(seconds=1)
    assert session_of(session, token, now=late) is None


def test_signing_out_ends_one_session_and_no_other(session: Session) -> None:
    a_moderator(session)
    here = attempt(session, PASSWORD) or ""
    there = attempt(session, PASSWORD) or ""

    sign_out(session, here)

    assert session_of(session, here, now=NOON) is None
    assert session_of(session, there, now=NOON) is not None


def test_who_waits_may_try_again(session: Session) -> None:
    a_moderator(session)
    delay = fail_until_delayed(session)

    later = NOON + timedelta(seconds=delay.retry_after)

    assert attempt(session, PASSWORD, now=later) is not None


def test_even_the_right_password_waits_while_the_delay_runs(session: Session) -> None:
    a_moderator(session)
    fail_until_delayed(session)

    with pytest.raises(TooManyAttempts):
        attempt(session, PASSWORD)


def test_signing_in_clears_the_record(session: Session) -> None:
    a_moderator(session)
    delay = fail_until_delayed(session)
    attempt(session, PASSWORD, now=NOON + timedelta(seconds=delay.retry_after))

    assert attempt(session, now=NOON + timedelta(hours=1)) is None


def test_promise_09_the_delay_grows_and_stays_bearable(session: Session) -> None:
    a_moderator(session)
    moment, delays = NOON, []

    for _ in range(20):
        delay = fail_until_delayed(session, now=moment).retry_after
        delays.append(delay)
        moment += timedelta(seconds=delay)

    assert delays == sorted(delays)
    assert delays[0] < 5
    assert 600 < delays[-1] < 1000


def test_an_address_that_nobody_has_is_delayed_like_any_other(
    session: Session,
) -> None:
    a_moderator(session)

    unknown = fail_until_delayed(session, email="nobody@example.org")
    known = fail_until_delayed(session, network="192.0.2.2")

    assert unknown.retry_after == known.retry_after


def test_another_account_on_another_network_does_not_wait(session: Session) -> None:
    a_moderator(session)
    a_moderator(session, "ada@example.org", name="Ada")
    fail_until_delayed(session)

    entered = attempt(session, PASSWORD, email="ada@example.org", network="192.0.2.9")

    assert entered is not None


def test_one_network_cannot_try_account_after_account(session: Session) -> None:
    a_moderator(session)

    for number in range(FREE_PER_NETWORK):
        attempt(session, email=f"guess-{number}@example.org")

    with pytest.raises(TooManyAttempts):
        attempt(session, PASSWORD)
