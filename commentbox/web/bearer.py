"""Tokens of programs: whose they are, what for, and when they were last used."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from flask import request
from sqlalchemy import Connection, Update, or_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from commentbox.domain.errors import NotAllowed, NotSignedIn
from commentbox.domain.tokens import hash_token
from commentbox.extensions import BUSY_TIMEOUT_MS, db
from commentbox.models import QueueFeed, Token, TokenKind
from commentbox.web.asked import bearer_token, now, speak_for


def require_token(kind: TokenKind, given: str | None = None) -> Token:
    """Return the token of the request; it says the site.

    ``given`` is one that did not come in ``Authorization``.

    Raises ``NotSignedIn`` for an unknown token, also for that of somebody who does not
    moderate the site any more, and ``NotAllowed`` for one of another kind or of
    another site than ``site=`` names.
    """
    token = known_token(bearer_token() if given is None else given)
    if token is None:
        raise NotSignedIn("unknown token")
    asked = request.args.get("site")
    if token.kind is not kind or asked not in {None, token.site.name}:
        raise NotAllowed(f"this takes a {kind} token of this site")
    token_hash = token.token_hash
    if stamp(db.session(), token, now=now()):
        # The stamp was a transaction of its own.
        token = db.session.get(Token, token_hash)
        if token is None:
            raise NotSignedIn("unknown token")
    speak_for(token.site)
    return token


def known_token(given: str) -> Token | None:
    token = db.session.get(Token, hash_token(given))
    if token is None or token.moderator is None:
        return token
    sites = {membership.site_id for membership in token.moderator.memberships}
    return token if token.site_id in sites else None


def stamp(session: Session, token: Token | QueueFeed, *, now: datetime) -> bool:
    """Note the hour of its use, unless it is noted; say whether there was one to note.

    In a transaction of its own, which ends what the session has read. A note that
    cannot be made at once is left out: it is not worth a moment of anybody's time.
    """
    table, hour = type(token), now.replace(minute=0, second=0, microsecond=0)
    if token.last_used_at is not None and token.last_used_at >= hour:
        return False
    note = (
        update(table)
        .where(table.token_hash == token.token_hash)
        .where(or_(table.last_used_at.is_(None), table.last_used_at < hour))
        .values(last_used_at=hour)
    )
    # Its connection goes back first: nobody holds two.
    session.rollback()
    with suppress(SQLAlchemyError), db.engine.begin() as connection:
        _execute_at_once(connection, note)
    return True


def _execute_at_once(connection: Connection, statement: Update) -> None:
    """Execute, or fail at once where another transaction is in the way."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        connection.execute(statement)
        return
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.execute(statement)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
