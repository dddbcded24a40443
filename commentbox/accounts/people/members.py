"""Who moderates a site, and when each was last seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import NotAllowed, NotFound
from commentbox.models import Decision, DeskSession, Membership, Moderator, Role, Site


@dataclass(frozen=True, slots=True)
class Member:
    """A row of the list."""

    person: Moderator
    role: Role
    last_seen: datetime | None

    @property
    def second_factor(self) -> bool:
        return self.person.totp_seed is not None


def members_of(session: Session, site: Site) -> list[Member]:
    """Return the moderators of a site, admins first."""
    used = (
        select(func.max(DeskSession.seen_at))
        .where(DeskSession.moderator_id == Moderator.id)
        .correlate(Moderator)
        .scalar_subquery()
    )
    decided = (
        select(Decision.decided_at)
        .where(Decision.moderator_id == Moderator.id)
        .order_by(Decision.id.desc())
        .limit(1)
        .correlate(Moderator)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Moderator, Membership.role, used, decided)
        .join(Membership)
        .where(Membership.site_id == site.id)
        .order_by(Membership.role, func.lower(Moderator.name), Moderator.id)
    )
    return [
        Member(person, role, max(filter(None, seen), default=None))
        for person, role, *seen in rows
    ]


def membership_of(session: Session, site: Site, moderator_id: int) -> Membership:
    """Return what somebody is on a site. Raises ``NotFound``."""
    membership = session.get(Membership, (moderator_id, site.id))
    if membership is None:
        raise NotFound("nobody of this site")
    return membership


def taken_admins(
    session: Session, site: Site, by: Moderator | None
) -> Sequence[Membership]:
    """Return the admins of a site, whose rows are held until the caller commits.

    Two who change each other's role at once do so one after the other. Raises
    ``NotAllowed`` where ``by`` is an admin no more; None stands for a command.
    """
    admins = session.scalars(
        select(Membership)
        .where(Membership.site_id == site.id, Membership.role == Role.ADMIN)
        .order_by(Membership.moderator_id)
        .with_for_update(of=Membership)
        .execution_options(populate_existing=True)
    ).all()
    if by is not None and all(admin.moderator_id != by.id for admin in admins):
        raise NotAllowed("this is for admins of the site")
    return admins


def has_power_over(by: Moderator, person: Moderator) -> bool:
    """Return whether somebody is an admin of every site that this person moderates.

    Password and second factor open all of them.
    """
    own = {m.site_id for m in by.memberships if m.role is Role.ADMIN}
    return {m.site_id for m in person.memberships} <= own
