"""The second factor: codes of an app (RFC 6238), and codes for when it is lost."""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import datetime
from hmac import compare_digest

from pyotp import TOTP
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from commentbox.domain.tokens import keyed_hash
from commentbox.models import Moderator, RecoveryCode

#: What authenticator apps take for granted: 30 seconds, six digits, SHA-1.
STEP_S, DIGITS = 30, 6
#: 160 bits, as long as the hash (RFC 4226 4, R6).
SECRET_BYTES = 20

RECOVERY_CODES = 10
#: Without what looks like something else. Ten letters are 49 bits, and guesses wait.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
HALF_CODE = 5


def new_seed() -> str:
    """Return what the secret of somebody's app is derived from."""
    return secrets.token_hex(32)


def totp_of(seed: str, secret_key: str) -> TOTP:
    """Return the generator of codes: the seed alone, as stored, is worth nothing."""
    digest = bytes.fromhex(keyed_hash(secret_key, "totp", seed))
    return TOTP(b32encode(digest[:SECRET_BYTES]).decode(), digits=DIGITS)


def fitting_step(totp: TOTP, code: str, *, now: datetime) -> int | None:
    """Return the time step whose code this is; clocks may be one step apart."""
    current = int(now.timestamp()) // STEP_S
    given = _bare(code).encode("utf-8", "replace")
    for step in (current, current - 1, current + 1):
        if compare_digest(totp.generate_otp(step).encode(), given):
            return step
    return None


def enable(
    session: Session,
    person: Moderator,
    seed: str,
    code: str,
    *,
    secret_key: str,
    now: datetime,
) -> list[str] | None:
    """Switch it on with a first code, and return the recovery codes, shown only now.

    None where the code does not fit, or it was switched on meanwhile. The caller
    commits.
    """
    step = fitting_step(totp_of(seed, secret_key), code, now=now)
    if step is None:
        return None
    enabled = session.execute(
        update(Moderator)
        .where(Moderator.id == person.id, Moderator.totp_seed.is_(None))
        .values(totp_seed=seed, totp_step=step)
        .returning(Moderator.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.refresh(person)
    return renew_codes(session, person, secret_key=secret_key) if enabled else None


def use_code(
    session: Session, person: Moderator, code: str, *, secret_key: str, now: datetime
) -> bool:
    """Use up a code of the app or a recovery code. The caller commits.

    Each is good once, also for two who send it at the same moment.
    """
    if person.totp_seed is None:
        return False
    step = fitting_step(totp_of(person.totp_seed, secret_key), code, now=now)
    if step is None:
        return _use_recovery_code(session, person, code, secret_key)
    used = session.execute(
        update(Moderator)
        .where(Moderator.id == person.id, Moderator.totp_step < step)
        .values(totp_step=step)
        .returning(Moderator.id)
        .execution_options(synchronize_session=False)
    )
    return used.first() is not None


def renew_codes(session: Session, person: Moderator, *, secret_key: str) -> list[str]:
    """Return new recovery codes; those before are good no more. The caller commits."""
    _forget_codes(session, person)
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(
            code_hash=_hash(person, code, secret_key),
            moderator_id=person.id,
        )
        for code in codes
    )
    session.flush()
    return codes


def switch_off(session: Session, person: Moderator) -> None:
    """Ask for the password alone again. The caller commits."""
    person.totp_seed = None
    _forget_codes(session, person)
    session.flush()


def codes_left(session: Session, person: Moderator) -> int:
    query = select(func.count()).where(RecoveryCode.moderator_id == person.id)
    return session.scalar(query) or 0


def _use_recovery_code(
    session: Session, person: Moderator, code: str, secret_key: str
) -> bool:
    used = session.execute(
        delete(RecoveryCode)
        .where(RecoveryCode.code_hash == _hash(person, code, secret_key))
        .returning(RecoveryCode.moderator_id)
        .execution_options(synchronize_session=False)
    )
    return used.first() is not None


def _forget_codes(session: Session, person: Moderator) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.moderator_id == person.id))


def _new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(2 * HALF_CODE))
    return f"{letters[:HALF_CODE]}-{letters[HALF_CODE:]}"


def _hash(person: Moderator, code: str, secret_key: str) -> str:
    bare = _bare(code).replace("-", "").lower()
    return keyed_hash(secret_key, "recovery-code", str(person.id), bare)


def _bare(code: str) -> str:
    """Return a code without the gaps that people read it with."""
    return "".join(code.split())
