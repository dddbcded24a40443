"""Pages of the people of a site, for its admins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, flash, request
from sqlalchemy.orm import Session

from commentbox.accounts.invitations.invite import (
    handle_of,
    invite,
    offer_reset,
    open_invitations,
    revoke_invitation,
)
from commentbox.accounts.people.change import change_role, remove, reset_second_factor
from commentbox.accounts.people.members import (
    has_power_over,
    members_of,
    membership_of,
)
from commentbox.accounts.refusal import refuse
from commentbox.domain.errors import InvalidFields
from commentbox.extensions import db
from commentbox.models import Membership, Moderator, Role, Site
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import (
    asked_admin_site,
    desk_blueprint,
    desk_page,
    link,
    moderator,
    writing,
)
from commentbox.web.form_state import FormState
from commentbox.web.i18n import gettext as _
from commentbox.web.urls import absolute

bp = desk_blueprint("people", __name__)

HERE = "/desk/people"
PERSON = f"{HERE}/<int(max=2147483647):id_>"


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes whom, within the transaction of the change."""

    session: Session
    site: Site
    by: Moderator
    person: Moderator


@bp.get(HERE)
def show() -> Response:
    return _list(asked_admin_site(), FormState())


@bp.post(f"{HERE}/invitations")
def post_invitation() -> Response:
    site, values = asked_admin_site(), request.form.to_dict()
    session, person = writing()
    site = session.get_one(Site, site.id)
    try:
        role = _asked_role()
        token = invite(
            session, site, values.get("email", ""), role, by=person, now=now()
        )
    except InvalidFields as error:
        return refuse(lambda state, status: _list(site, state, status), error, values)
    session.commit()
    return _list(site, FormState(), made=_address(site, token))


@bp.post(f"{HERE}/invitations/revoke")
def post_revoke() -> Response:
    site = asked_admin_site()
    session, person = writing()
    site = session.get_one(Site, site.id)
    for invitation in open_invitations(session, site, now=now()):
        if handle_of(invitation) == request.form.get("invitation"):
            revoke_invitation(session, invitation, by=person, now=now())
    session.commit()
    flash(_("The link is revoked."), "")
    return see_other(link(HERE, site))


@bp.get(PERSON)
def show_person(id_: int) -> Response:
    site = asked_admin_site()
    return _person(membership_of(db.session(), site, id_), FormState())


@bp.post(f"{PERSON}/role")
def post_role(id_: int) -> Response:
    def change(c: Change) -> str:
        change_role(c.session, c.site, c.person, _asked_role(), by=c.by, now=now())
        return _("The role is changed.")

    return _change(id_, change)


@bp.post(f"{PERSON}/remove")
def post_remove(id_: int) -> Response:
    def change(c: Change) -> str:
        remove(c.session, c.site, c.person, by=c.by, now=now())
        return _("%(name)s does not moderate here any more.", name=c.person.name)

    return _change(id_, change)


@bp.post(f"{PERSON}/second-factor")
def post_second_factor(id_: int) -> Response:
    def change(c: Change) -> str:
        reset_second_factor(c.session, c.site, c.person, by=c.by, now=now())
        return _("The second factor of %(name)s is switched off.", name=c.person.name)

    return _change(id_, change)


@bp.post(f"{PERSON}/reset")
def post_reset(id_: int) -> Response:
    made = []

    def change(c: Change) -> None:
        made.append(offer_reset(c.session, c.site, c.person, by=c.by, now=now()))

    return _change(id_, change, made)


def _change(
    id_: int, change: Callable[[Change], str | None], made: list[str] | None = None
) -> Response:
    """Make a change to a person, and say what came of it; ``made`` holds a new link."""
    site = asked_admin_site()
    session, by = writing()
    site = session.get_one(Site, site.id)
    person = membership_of(session, site, id_).moderator
    try:
        said = change(Change(session, site, by, person))
    except InvalidFields as error:
        session.rollback()
        membership = membership_of(session, site, id_)
        return refuse(
            lambda state, status: _person(membership, state, status), error, {}
        )
    session.commit()
    if made:
        membership = membership_of(session, site, id_)
        return _person(membership, FormState(), made=_address(site, made[0]))
    flash(said or "", "")
    # Who ends the own part has no way back to this page.
    return see_other(link("/desk/" if person.id == by.id else HERE, site))


def _asked_role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        raise InvalidFields({"role": [_("Please choose a role.")]}) from None


def _address(site: Site, token: str) -> str:
    return absolute(f"/invitations/{token}", lang=request.args.get("lang"))


def _list(site: Site, state: FormState, status: int = 200, made: str = "") -> Response:
    session = db.session()
    links = open_invitations(session, site, now=now())
    return desk_page(
        "accounts/people.html",
        site,
        status,
        section="people",
        tab="people",
        state=state,
        members=members_of(session, site),
        invitations=[(handle_of(row), row) for row in links],
        roles=list(Role),
        made=made,
    )


def _person(
    membership: Membership, state: FormState, status: int = 200, made: str = ""
) -> Response:
    person = membership.moderator
    return desk_page(
        "accounts/person.html",
        membership.site,
        status,
        section="people",
        tab="people",
        state=state,
        person=person,
        role=membership.role,
        roles=list(Role),
        is_me=person.id == moderator().id,
        may_reset=has_power_over(moderator(), person),
        made=made,
    )
