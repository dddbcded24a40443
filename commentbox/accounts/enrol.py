"""Make moderators and tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.accounts.passwords import hash_password
from commentbox.domain.errors import InvalidFields
from commentbox.domain.tokens import hash_token, new_token
from commentbox.models import Membership, Moderator, Role, Site, Token, TokenKind
from commentbox.text.incoming import tidy_line
from commentbox.web.email import checked_email


def find_moderator(session: Session, email: str) -> Moderator | None:
    query = select(Moderator).where(Moderator.email == email.strip().lower())
    return session.scalar(query)


def create_moderator(
    session: Session,
    email: str,
    *,
    name: str,
    role: Role,
    site: Site,
    password: str,
    now: datetime,
) -> Moderator:
    """Make a moderator of a site, or give a known one this further site.

    A known one keeps the own password. Raises ``InvalidFields``. The caller commits.
    """
    try:
        address = checked_email(email).lower()
    except ValueError as error:
        raise InvalidFields({"email": [str(error)]}) from error
    moderator = find_moderator(session, address)
    if moderator is None:
        moderator = Moderator(
            email=address,
            name=tidy_line(name),
            password_hash=hash_password(password),
            created_at=now,
        )
        session.add(moderator)
    elif any(m.site_id == site.id for m in moderator.memberships):
        raise InvalidFields({"email": [f"{address} is a moderator here already"]})
    session.add(Membership(moderator=moderator, site=site, role=role))
    session.flush()
    return moderator


def create_token(
    session: Session,
    kind: TokenKind,
    *,
    site: Site,
    moderator: Moderator | None = None,
    now: datetime,
    label: str = "",
) -> str:
    """Return a new token; only its hash is kept. The caller commits."""
    if kind is TokenKind.MODERATOR and (
        moderator is None or all(m.site_id != site.id for m in moderator.memberships)
    ):
        raise InvalidFields({"moderator": ["name a moderator of this site"]})
    token = new_token()
    bearer = moderator if kind is TokenKind.MODERATOR else None
    row = Token(
        token_hash=hash_token(token),
        site=site,
        kind=kind,
        moderator=bearer,
        created_at=now,
        label=label,
    )
    session.add(row)
    session.flush()
    return token
