"""Flask-Login, set up for sessions that we keep ourselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from commentbox.accounts.sign_in import session_of
from commentbox.domain.tokens import hash_token, keyed_hash
from commentbox.extensions import db
from commentbox.models import DeskSession, Moderator
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.urls import absolute

#: Where one may go on to after signing in.
DESK = "/desk/"

#: So long a right password waits for its code: to fetch a phone, not to borrow one.
HALF_LASTS_S = 5 * 60
HALF_PARTS = 3


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):  # type: ignore[misc]
    """Who uses this browser. The cookie holds the token, the database its hash."""

    token: str
    moderator: Moderator

    def get_id(self) -> str:
        return self.token

    def stay(self, session: Session, *, now: datetime) -> None:
        """Count the idle time anew. The caller commits."""
        row = session.get(DeskSession, hash_token(self.token))
        if row is not None:
            row.seen_at = now


manager = LoginManager()
# Sessions end on our side; another network or browser version must not end them.
manager.session_protection = None


@manager.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> SignedIn | None:
    row = session_of(db.session(), token, now=now())
    return SignedIn(token, row.moderator) if row is not None else None


@manager.unauthorized_handler  # type: ignore[untyped-decorator]
def send_to_sign_in() -> Response:
    """Ask a guest to sign in, and remember where a GET wanted to go."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return see_other(absolute("/sign-in", next=wanted, lang=request.args.get("lang")))


def cookie_token() -> str:
    """Return the token that this browser holds, still good or not."""
    return str(cookie.get("_user_id", ""))


def remember_half(person: Moderator, *, now: datetime) -> None:
    """Note in the cookie, which we sign, that the password was right."""
    cookie["half"] = [person.id, int(now.timestamp()), _mark(person)]


def halfway(session: Session, *, now: datetime) -> Moderator | None:
    """Return who has given the password and owes the code, within five minutes.

    None as well where password or second factor have changed since.
    """
    noted = cookie.get("half")
    if not isinstance(noted, list) or len(noted) != HALF_PARTS:
        return None
    person_id, since, mark = noted
    if not since <= now.timestamp() <= since + HALF_LASTS_S:
        return None
    person = session.get(Moderator, person_id)
    if person is None or person.totp_seed is None or _mark(person) != mark:
        return None
    return person


def _mark(person: Moderator) -> str:
    key: str = current_app.config["SECRET_KEY"]
    return keyed_hash(key, "half", person.password_hash, person.totp_seed or "")


def way_on() -> str:
    """Return where ``next=`` points, if that is a page of the desk, or else the desk.

    Whatever it says, the address begins with ours.
    """
    wanted = request.args.get("next", "")
    if _is_a_page_of_the_desk(wanted):
        return absolute(wanted)
    return absolute(DESK, lang=request.args.get("lang"))


def _is_a_page_of_the_desk(wanted: str) -> bool:
    path = wanted.partition("?")[0]
    if not path.startswith(DESK) or not (wanted.isascii() and wanted.isprintable()):
        return False
    adapter = current_app.create_url_adapter(request)
    try:
        return bool(adapter and adapter.match(path, method="GET"))
    except (HTTPException, RequestRedirect):
        return False


def register(app: Flask) -> None:
    """Give the application its login manager.

    ``LoginManager.init_app`` would also look into the session after each request and
    before each template: public answers never touch it (they would vary by cookie).
    """
    login_manager: Any = manager
    app.login_manager = login_manager  # type: ignore[attr-defined]
    # A cookie is set where something changed, not with each answer to a moderator.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
