"""Hand out links: to join a site, or to set a new password."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commentbox.accounts.enrol import find_moderator
from commentbox.accounts.people.change import check_power
from commentbox.accounts.people.members import membership_of, taken_admins
from commentbox.domain.errors import InvalidFields
from commentbox.domain.tokens import handle, hash_token, new_token
from commentbox.models import Invitation, InvitationKind, Moderator, Role, Site, log
from commentbox.web.email import checked_email
from commentbox.web.i18n import gettext as _

#: Long enough for a holiday weekend; a password is wanted the same day.
LASTS = {
    InvitationKind.JOIN: timedelta(days=7),
    InvitationKind.RESET: timedelta(hours=24),
}
LONGEST_EMAIL = 254


def invite(
    session: Session,
    site: Site,
    email: str,
    role: Role,
    *,
    by: Moderator,
    now: datetime,
) -> str:
    """Return the token of a link that makes somebody a moderator of a site.

    An earlier link for the same address is good no more. Raises ``InvalidFields``. The
    caller commits.
    """
    taken_admins(session, site, by)
    address = _address(email)
    person = find_moderator(session, address)
    if person is not None and any(m.site_id == site.id for m in person.memberships):
        raise InvalidFields({"email": [_("This person moderates here already.")]})
    token = _hand_out(session, site, InvitationKind.JOIN, address, role, by=by, now=now)
    log(
        session,
        "people.invited",
        site_id=site.id,
        moderator=by,
        now=now,
        subject=address,
        role=role,
    )
    return token


def offer_reset(
    session: Session, site: Site, person: Moderator, *, by: Moderator, now: datetime
) -> str:
    """Return the token of a link by which somebody sets a new password.

    Raises ``InvalidFields`` where the person moderates sites of others. The caller
    commits.
    """
    taken_admins(session, site, by)
    membership = membership_of(session, site, person.id)
    check_power(by, person, "reset")
    token = _hand_out(
        session,
        site,
        InvitationKind.RESET,
        person.email,
        membership.role,
        by=by,
        now=now,
    )
    log(
        session,
        "people.password_link_made",
        site_id=site.id,
        moderator=by,
        now=now,
        subject=person.name,
    )
    return token


def open_invitations(
    session: Session, site: Site, *, now: datetime
) -> Sequence[Invitation]:
    """Return the links of a site that are still good, of both kinds."""
    query = (
        select(Invitation)
        .where(Invitation.site_id == site.id, Invitation.used_at.is_(None))
        .where(Invitation.expires_at > now)
        .order_by(Invitation.created_at.desc(), Invitation.token_hash)
    )
    return session.scalars(query).all()


def handle_of(invitation: Invitation) -> str:
    return handle(invitation.token_hash)


def revoke_invitation(
    session: Session, invitation: Invitation, *, by: Moderator, now: datetime
) -> None:
    """Take a link back. The caller commits."""
    log(
        session,
        "people.invitation_revoked",
        site_id=invitation.site_id,
        moderator=by,
        now=now,
        subject=invitation.email,
        link=invitation.kind,
    )
    session.delete(invitation)
    session.flush()


def _hand_out(
    session: Session,
    site: Site,
    kind: InvitationKind,
    email: str,
    role: Role,
    *,
    by: Moderator,
    now: datetime,
) -> str:
    session.execute(
        delete(Invitation).where(
            Invitation.site_id == site.id,
            Invitation.email == email,
            Invitation.kind == kind,
        )
    )
    token = new_token()
    row = Invitation(
        token_hash=hash_token(token),
        site_id=site.id,
        kind=kind,
        email=email,
        role=role,
        invited_by=by.id,
        created_at=now,
        expires_at=now + LASTS[kind],
    )
    session.add(row)
    session.flush()
    return token


def _address(email: str) -> str:
    try:
        address = checked_email(email).lower()
    except ValueError:
        address = ""
    if not 0 < len(address) <= LONGEST_EMAIL:
        wrong = _("This does not look like an e-mail address.")
        raise InvalidFields({"email": [wrong]})
    return address
