"""Sign in, with a delay that grows for who keeps failing, and sign out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from commentbox.accounts.enrol import find_moderator
from commentbox.accounts.passwords import verify
from commentbox.domain.errors import TooManyAttempts
from commentbox.domain.tokens import hash_token, keyed_hash, new_token
from commentbox.models import DeskSession, Invitation, Moderator, SignInFailures
from commentbox.models.upsert import take

#: A moderator stays signed in for so long without doing anything.
IDLE = timedelta(days=14)

#: So many failures cost nothing: fingers slip. A network may hold a whole newsroom.
FREE = FREE_PER_ACCOUNT, FREE_PER_NETWORK = 5, 30
LONGEST_DELAY = timedelta(minutes=15)

#: A streak of failures is forgotten after this time.
FORGOTTEN_AFTER = timedelta(hours=24)


#: An invitation that is over says so for this long; then its address is forgotten.
INVITATIONS_KEPT = timedelta(days=30)


class Step(StrEnum):
    """Password, then code. Counted apart: only who has the password tries codes."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was counted and may now be made."""

    email: str
    #: The counts that end with success: account and network, as keyed hashes.
    subjects: tuple[str, ...]


def take_attempt(
    session: Session,
    email: str,
    *,
    network: str,
    secret_key: str,
    now: datetime,
    step: Step = Step.FIRST,
) -> Attempt:
    """Count an attempt before it is made. The caller commits, and makes it then.

    Raises ``TooManyAttempts`` while a delay runs: nobody is locked out for ever, and
    nothing sleeps. Counted before, a hundred guesses at once are no better than one.
    """
    address = email.strip().lower()
    counted = _subjects(secret_key, step, address, network)
    for subject, free in zip(counted, FREE, strict=True):
        _count(session, subject, free, now)
    # Who has got as far as the code had the password as well.
    before = _subjects(secret_key, Step.FIRST, address, network)
    return Attempt(email=address, subjects=(*dict.fromkeys((*counted, *before)),))


def forget(session: Session, attempt: Attempt) -> None:
    """Forget the failures before an attempt that went well. The caller commits."""
    session.execute(
        delete(SignInFailures).where(SignInFailures.subject_hash.in_(attempt.subjects))
    )


def authenticate(session: Session, attempt: Attempt, password: str) -> Moderator | None:
    """Return whose password it is. An unknown address takes as long as a wrong one.

    It takes long on purpose: no transaction that writes should be open meanwhile.
    """
    moderator = find_moderator(session, attempt.email)
    fits = verify(moderator.password_hash if moderator else None, password)
    return moderator if fits else None


def sign_in(
    session: Session,
    attempt: Attempt,
    moderator: Moderator,
    *,
    now: datetime,
    agent: str = "",
) -> str:
    """Return the token of a new session, and forget the failures before it.

    The caller commits.
    """
    forget(session, attempt)
    return open_session(session, moderator, now=now, agent=agent)


def open_session(
    session: Session, moderator: Moderator, *, now: datetime, agent: str = ""
) -> str:
    """Return the token of a new session; only its hash is kept.

    ``agent`` is the kind of browser, as ``agent.kind_of`` says it.
    """
    session.execute(delete(DeskSession).where(DeskSession.seen_at < now - IDLE))
    token = new_token()
    row = DeskSession(
        token_hash=hash_token(token),
        moderator=moderator,
        created_at=now,
        seen_at=now,
        agent=agent,
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
    """Delete sessions that ended by themselves, and what else is forgotten by now."""
    session.execute(delete(DeskSession).where(DeskSession.seen_at < now - IDLE))
    session.execute(
        delete(SignInFailures).where(SignInFailures.last_at < now - FORGOTTEN_AFTER)
    )
    session.execute(
        delete(Invitation).where(Invitation.expires_at < now - INVITATIONS_KEPT)
    )


def delay_after(failures: int, free: int) -> timedelta:
    """Return how long to wait after so many failures in a row: it doubles each time."""
    if failures < free:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - free, 20)), LONGEST_DELAY)


def _subjects(
    secret_key: str, step: Step, address: str, network: str
) -> tuple[str, str]:
    # The names of the first step are those of the first version.
    mark = "" if step is Step.FIRST else f" {step}"
    return (
        keyed_hash(secret_key, "sign-in", f"account{mark}", address),
        keyed_hash(secret_key, "sign-in", f"network{mark}", network),
    )


def _count(session: Session, subject: str, free: int, now: datetime) -> None:
    """Count one more attempt of an account or a network, if its delay is over.

    The new count holds only if nobody counted in between, so that attempts at the same
    moment follow one another like all others.
    """
    values = {"subject_hash": subject, "count": 1, "last_at": now}
    expired = SignInFailures.last_at < now - FORGOTTEN_AFTER
    session.flush()
    if take(session.connection(), SignInFailures, values, expired=expired):
        return
    row = session.get_one(SignInFailures, subject, populate_existing=True)
    left = row.last_at + delay_after(row.count, free) - now
    if left > timedelta(0):
        raise TooManyAttempts(int(left.total_seconds()) + 1)
    counted = session.execute(
        update(SignInFailures)
        .where(
            SignInFailures.subject_hash == subject, SignInFailures.count == row.count
        )
        .values(count=row.count + 1, last_at=now)
        .returning(SignInFailures.subject_hash)
        .execution_options(synchronize_session=False)
    )
    if counted.first() is None:
        raise TooManyAttempts(1)
