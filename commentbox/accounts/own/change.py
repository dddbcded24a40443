"""Change the own name and the own password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from commentbox.accounts.names import checked_name
from commentbox.accounts.record import on_each_site
from commentbox.accounts.sign_in import open_session
from commentbox.models import DeskSession, Moderator


def change_name(
    session: Session,
    person: Moderator,
    name: str,
    *,
    by: Moderator | None,
    now: datetime,
) -> None:
    """Give somebody another name. Raises ``InvalidFields``. The caller commits."""
    sites = [membership.site_id for membership in person.memberships]
    wanted = checked_name(session, name, sites=sites, own_id=person.id)
    before, person.name = person.name, wanted
    if wanted != before:
        on_each_site(session, "account.renamed", person, by=by, now=now, before=before)


def change_password(
    session: Session,
    person: Moderator,
    password_hash: str,
    *,
    agent: str,
    now: datetime,
) -> str:
    """End every session and return the token of a new one. The caller commits.

    The session that asks ends as well: whoever had copied it is out.
    """
    put_password(session, person, password_hash)
    on_each_site(session, "account.password_changed", person, by=person, now=now)
    return open_session(session, person, now=now, agent=agent)


def put_password(session: Session, person: Moderator, password_hash: str) -> None:
    """Set a password and end all sessions. The caller logs it and commits."""
    person.password_hash = password_hash
    session.execute(delete(DeskSession).where(DeskSession.moderator_id == person.id))
