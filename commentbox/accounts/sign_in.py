"""Sign in, with a delay that grows for who keeps failing, and sign out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from commentbox.accounts.enrol import find_moderator
from commentbox.accounts.passwords import verify
from commentbox.domain.errors import TooManyAttempts
from commentbox.domain.tokens import hash_token, keyed_hash, new_token
from commentbox.models import DeskSession, Moderator, SignInFailures

#: A moderator stays signed in for so long without doing anything.
IDLE = timedelta(days=14)

#: So many failures cost nothing: fingers slip. A network may hold a whole newsroom.
FREE_PER_ACCOUNT, FREE_PER_NETWORK = 5, 30
LONGEST_DELAY = timedelta(minutes=15)

#: A streak of failures is forgotten after this time.
FORGOTTEN_AFTER = timedelta(hours=24)


def sign_in(
    session: Session,
    email: str,
    password: str,
    *,
    network: str,
    secret_key: str,
    now: datetime,
) -> str | None:
    """Return the token of a new session, or None. The caller commits in both cases.

    Raises ``TooManyAttempts`` while a delay runs: nobody is locked out for ever, and
    nothing sleeps. An unknown address takes as long as a wrong password.
    """
    subjects = {
        keyed_hash(secret_key, "sign-in", "account", email.lower()): FREE_PER_ACCOUNT,
        keyed_hash(secret_key, "sign-in", "network", network): FREE_PER_NETWORK,
    }
    _refuse_while_delayed(session, subjects, now)
    moderator = find_moderator(session, email)
    if not verify(moderator.password_hash if moderator else None, password):
        _count_failure(session, list(subjects), now)
        return None
    session.execute(
        delete(SignInFailures).where(SignInFailures.subject_hash.in_(subjects))
    )
    return open_session(session, moderator, now=now) if moderator else None


def open_session(session: Session, moderator: Moderator, *, now: datetime) -> str:
    """Return the token of a new session; only its hash is kept."""
    session.execute(delete(DeskSession).where(DeskSession.seen_at < now - IDLE))
    token = new_token()
    row = DeskSession(
        token_hash=hash_token(token), moderator=moderator, created_at=now, seen_at=now
    )
    session.add(row)
    session.flush()
    return token


def session_of(session: Session, token: str, *, now: datetime) -> DeskSession | None:
    """Return the open session of a browser, or None where it ended."""
    row = session.get(DeskSession, hash_token(token))
    return row if row is not None and row.seen_at >= now - IDLE else None


def sign_out(session: Session, token: str) -> None:
    """End a session. The caller commits."""
    session.execute(
        delete(DeskSession).where(DeskSession.token_hash == hash_token(token))
    )


def purge(session: Session, *, now: datetime) -> None:
    """Delete sessions that ended by themselves, and failures that are forgotten."""
    session.execute(delete(DeskSession).where(DeskSession.seen_at < now - IDLE))
    session.execute(
        delete(SignInFailures).where(SignInFailures.last_at < now - FORGOTTEN_AFTER)
    )


def delay_after(failures: int, free: int) -> timedelta:
    """Return how long to wait after so many failures in a row: it doubles each time."""
    if failures < free:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - free, 20)), LONGEST_DELAY)


def _refuse_while_delayed(
    session: Session, subjects: dict[str, int], now: datetime
) -> None:
    for subject, free in subjects.items():
        row = session.get(SignInFailures, subject)
        if row is None or row.last_at < now - FORGOTTEN_AFTER:
            continue
        left = row.last_at + delay_after(row.count, free) - now
        if left > timedelta(0):
            raise TooManyAttempts(int(left.total_seconds()) + 1)


def _count_failure(session: Session, subjects: list[str], now: datetime) -> None:
    for subject in subjects:
        row = session.get(SignInFailures, subject)
        if row is None:
            row = SignInFailures(subject_hash=subject, count=0, last_at=now)
            session.add(row)
        if row.last_at < now - FORGOTTEN_AFTER:
            row.count = 0
        row.count += 1
        row.last_at = now
