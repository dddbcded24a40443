"""Take in a password or a code: count the attempt, then make it."""

from __future__ import annotations

from flask import request
from flask import session as cookie
from flask_login import login_user

from commentbox.accounts import login
from commentbox.accounts.agent import kind_of
from commentbox.accounts.passwords import verify
from commentbox.accounts.second_factor import use_code
from commentbox.accounts.sign_in import Attempt, Step, forget, take_attempt
from commentbox.domain.errors import InvalidFields, TooManyAttempts
from commentbox.extensions import begin_write, db
from commentbox.models import Moderator
from commentbox.web.asked import now
from commentbox.web.client import client_network
from commentbox.web.i18n import gettext as _
from commentbox.web.settings import settings


def counted(email: str, step: Step = Step.FIRST) -> Attempt:
    """Count an attempt for good before it is made. Raises ``TooManyAttempts``."""
    session = begin_write(db.session())
    try:
        attempt = take_attempt(
            session,
            email,
            network=client_network(),
            secret_key=settings().secret_key,
            now=now(),
            step=step,
        )
    except TooManyAttempts:
        session.rollback()
        raise
    session.commit()
    return attempt


def prove_password(person: Moderator, field: str = "current") -> None:
    """Ask for the password of somebody once more.

    Also who is signed in may not guess without end: the browser may be borrowed.
    Raises ``InvalidFields`` and ``TooManyAttempts``.
    """
    email, stored = person.email, person.password_hash
    attempt = counted(email)
    # No transaction is open while it works.
    db.session.rollback()
    if not verify(stored, request.form.get(field, "")):
        raise InvalidFields({field: [_("This is not the password.")]})
    _forget(attempt)


def prove_code(person: Moderator) -> None:
    """Use up a code of the second factor. Raises likewise."""
    person_id = person.id
    attempt = counted(person.email, Step.SECOND)
    session = begin_write(db.session())
    fits = use_code(
        session,
        session.get_one(Moderator, person_id),
        request.form.get("code", ""),
        secret_key=settings().secret_key,
        now=now(),
    )
    session.commit()
    if not fits:
        wrong = _("This code does not fit, or it was used before.")
        raise InvalidFields({"code": [wrong]})
    _forget(attempt)


def settle_in(token: str) -> None:
    """Make this browser the one of a new session.

    Nothing of the cookie before lives on, its CSRF token least of all.
    """
    cookie.clear()
    cookie.permanent = True
    login_user(login.load(token))


def this_agent() -> str:
    return kind_of(request.user_agent.string)


def _forget(attempt: Attempt) -> None:
    session = begin_write(db.session())
    forget(session, attempt)
    session.commit()
