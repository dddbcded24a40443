"""Use a link: join a site, or set a new password. Each is good once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from commentbox.accounts.enrol import find_moderator
from commentbox.accounts.names import checked_name
from commentbox.accounts.own.change import put_password
from commentbox.accounts.people.members import has_power_over
from commentbox.domain.errors import NotFound
from commentbox.domain.tokens import hash_token
from commentbox.models import (
    Invitation,
    InvitationKind,
    Membership,
    Moderator,
    Site,
    log,
)


class LinkIsOver(NotFound):
    """The link was used, has expired or is none; nobody gets in by it."""


def find_invitation(session: Session, token: str, *, now: datetime) -> Invitation:
    """Return the invitation behind a link. Raises ``LinkIsOver``."""
    found = session.get(Invitation, hash_token(token), populate_existing=True)
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise LinkIsOver
    if found.kind is InvitationKind.RESET and not _still_resets(session, found):
        raise LinkIsOver
    return found


def join_new(
    session: Session, token: str, *, name: str, password_hash: str, now: datetime
) -> tuple[Moderator, Site]:
    """Make an account, a moderator of the site that is returned. The caller commits.

    Raises ``InvalidFields`` for the name, ``LinkIsOver``, and ``IntegrityError`` where
    an account with this address was made at the same moment.
    """
    invitation = _use(session, token, now)
    person = Moderator(
        email=invitation.email,
        name=checked_name(session, name, sites=[invitation.site_id]),
        password_hash=password_hash,
        created_at=now,
    )
    session.add(person)
    session.flush()
    return person, _join(session, invitation, person, now)


def join_known(
    session: Session, token: str, person: Moderator, *, now: datetime
) -> Site:
    """Give an account this further site, and return it. The caller commits.

    That it is this person's was proven before. Raises ``LinkIsOver``.
    """
    invitation = _use(session, token, now)
    if invitation.email != person.email:
        raise LinkIsOver
    if any(m.site_id == invitation.site_id for m in person.memberships):
        return session.get_one(Site, invitation.site_id)
    return _join(session, invitation, person, now)


def set_password(
    session: Session, token: str, password_hash: str, *, now: datetime
) -> Moderator:
    """Set the new password and end all sessions. The caller commits.

    The second factor stays on. Raises ``LinkIsOver``.
    """
    invitation = _use(session, token, now)
    person = find_moderator(session, invitation.email)
    if person is None:
        raise LinkIsOver
    put_password(session, person, password_hash)
    log(
        session,
        "people.password_reset",
        site_id=invitation.site_id,
        moderator=person,
        now=now,
        subject=person.name,
        link_by=session.get_one(Moderator, invitation.invited_by).name,
    )
    return person


def _still_resets(session: Session, invitation: Invitation) -> bool:
    """Return False where its person has left, or moderates sites of others by now."""
    person = find_moderator(session, invitation.email)
    if person is None or invitation.site_id not in {
        membership.site_id for membership in person.memberships
    }:
        return False
    return has_power_over(session.get_one(Moderator, invitation.invited_by), person)


def _use(session: Session, token: str, now: datetime) -> Invitation:
    """Use the link up; of two at once, one does."""
    invitation = find_invitation(session, token, now=now)
    used = session.execute(
        update(Invitation)
        .where(Invitation.token_hash == invitation.token_hash)
        .where(Invitation.used_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.token_hash)
        .execution_options(synchronize_session=False)
    )
    if used.first() is None:
        raise LinkIsOver
    return invitation


def _join(
    session: Session, invitation: Invitation, person: Moderator, now: datetime
) -> Site:
    site = session.get_one(Site, invitation.site_id)
    session.add(Membership(moderator=person, site=site, role=invitation.role))
    log(
        session,
        "people.joined",
        site_id=site.id,
        moderator=person,
        now=now,
        subject=person.name,
        role=invitation.role,
        invited_by=session.get_one(Moderator, invitation.invited_by).name,
    )
    return site
