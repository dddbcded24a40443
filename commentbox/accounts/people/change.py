"""Change what somebody may do on a site, or end it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from commentbox.accounts import second_factor
from commentbox.accounts.people.members import (
    has_power_over,
    membership_of,
    taken_admins,
)
from commentbox.accounts.record import on_each_site
from commentbox.domain.errors import InvalidFields
from commentbox.models import (
    Claim,
    DeskSession,
    Invitation,
    Moderator,
    QueueFeed,
    Role,
    Site,
    Token,
    log,
)
from commentbox.web.i18n import gettext as _


def change_role(
    session: Session,
    site: Site,
    person: Moderator,
    role: Role,
    *,
    by: Moderator | None,
    now: datetime,
) -> None:
    """Make somebody an admin or a moderator. The caller commits.

    Raises ``InvalidFields`` for the last admin. ``by`` is None for a command.
    """
    admins = taken_admins(session, site, by)
    membership = membership_of(session, site, person.id)
    if membership.role is role:
        return
    if role is not Role.ADMIN:
        _spare_the_last(len(admins), "role")
        _forget_invitations_by(session, site, person)
    before, membership.role = membership.role, role
    log(
        session,
        "people.role_changed",
        site_id=site.id,
        moderator=by,
        now=now,
        subject=person.name,
        before=before,
        after=role,
    )


def remove(
    session: Session,
    site: Site,
    person: Moderator,
    *,
    by: Moderator | None,
    now: datetime,
) -> None:
    """End what somebody is on a site, tokens included. The caller commits.

    Who moderates no other site is signed out. Raises ``InvalidFields`` for the last
    admin. The account stays: decisions name it.
    """
    admins = taken_admins(session, site, by)
    membership = membership_of(session, site, person.id)
    if membership.role is Role.ADMIN:
        _spare_the_last(len(admins), "remove")
    session.delete(membership)
    for table in (Token, QueueFeed, Claim):
        of_this_site = (table.moderator_id == person.id) & (table.site_id == site.id)
        session.execute(delete(table).where(of_this_site))
    _forget_invitations_by(session, site, person)
    session.flush()
    session.expire(person, ["memberships"])
    if not person.memberships:
        session.execute(
            delete(DeskSession).where(DeskSession.moderator_id == person.id)
        )
    log(
        session,
        "people.removed",
        site_id=site.id,
        moderator=by,
        now=now,
        subject=person.name,
        role=membership.role,
    )


def reset_second_factor(
    session: Session, site: Site, person: Moderator, *, by: Moderator, now: datetime
) -> None:
    """Switch off the second factor of somebody who lost it. The caller commits.

    Raises ``InvalidFields`` where the person moderates sites of others.
    """
    taken_admins(session, site, by)
    membership_of(session, site, person.id)
    check_power(by, person, "second_factor")
    if person.totp_seed is None:
        return
    second_factor.switch_off(session, person)
    on_each_site(session, "account.second_factor_reset", person, by=by, now=now)


def check_power(by: Moderator, person: Moderator, field: str) -> None:
    """Raise ``InvalidFields`` where the account opens what is not ``by``'s to open."""
    if not has_power_over(by, person):
        elsewhere = _(
            "This person also moderates a site of which you are no admin, and would "
            "get in there too. Whoever runs commentbox can do it by a command."
        )
        raise InvalidFields({field: [elsewhere]})


def _spare_the_last(admins: int, field: str) -> None:
    if admins <= 1:
        last = _(
            "This is the last admin of the site: without one, nobody could change "
            "its settings. Please make somebody else an admin first."
        )
        raise InvalidFields({field: [last]})


def _forget_invitations_by(session: Session, site: Site, person: Moderator) -> None:
    """Take back what was handed out by somebody who is no admin any more."""
    session.execute(
        delete(Invitation).where(
            Invitation.site_id == site.id,
            Invitation.invited_by == person.id,
            Invitation.used_at.is_(None),
        )
    )
