"""The page behind a link that an admin handed out."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError

from commentbox.accounts import login
from commentbox.accounts.enrol import find_moderator
from commentbox.accounts.invitations.join import (
    LinkIsOver,
    find_invitation,
    join_known,
    join_new,
    set_password,
)
from commentbox.accounts.passwords import hash_password
from commentbox.accounts.proof.take_in import (
    prove_code,
    prove_password,
    settle_in,
    this_agent,
)
from commentbox.accounts.refusal import Refusals, refuse
from commentbox.accounts.sign_in import open_session, sign_out
from commentbox.extensions import begin_write, db
from commentbox.models import Invitation, InvitationKind, Moderator, Site
from commentbox.web import own_forms
from commentbox.web.answers import see_other
from commentbox.web.asked import all_sites, now, speak_for
from commentbox.web.desk import link
from commentbox.web.form_state import FormState
from commentbox.web.i18n import gettext as _
from commentbox.web.urls import absolute

bp = Blueprint("invitations", __name__)
bp.register_error_handler(CSRFError, own_forms.on_csrf_error)


@bp.before_request
def prepare() -> None:
    for site in all_sites()[:1]:
        speak_for(site)
    own_forms.guard()


@bp.errorhandler(LinkIsOver)
def say_that_it_is_over(_error: LinkIsOver) -> Response:
    db.session.rollback()
    page = render_template("accounts/link_is_over.html")
    response = make_response(page, 404)
    response.cache_control.no_store = True
    return response


@bp.get("/invitations/<token>")
def show(token: str) -> Response:
    return _page(_asked(token), FormState())


@bp.post("/invitations/<token>")
def use(token: str) -> Response:
    invitation = _asked(token)
    values = {"name": request.form.get("name", "")}
    try:
        if invitation.kind is InvitationKind.RESET:
            return _set_password(token)
        person = find_moderator(db.session(), invitation.email)
        if person is None:
            return _join_new(token, values["name"])
        return _join_known(token, person)
    except Refusals as error:
        return refuse(
            lambda state, status: _page(_asked(token), state, status), error, values
        )


def _asked(token: str) -> Invitation:
    invitation = find_invitation(db.session(), token, now=now())
    speak_for(db.session().get_one(Site, invitation.site_id))
    return invitation


def _join_new(token: str, name: str) -> Response:
    hashed = hash_password(request.form.get("password", ""))
    session = begin_write(db.session())
    try:
        person, site = join_new(
            session, token, name=name, password_hash=hashed, now=now()
        )
    except IntegrityError:
        # Another invitation has just made this account: its password is asked for.
        session.rollback()
        return _page(_asked(token), FormState(), 409)
    return _welcome(person, site)


def _join_known(token: str, person: Moderator) -> Response:
    person_id = person.id
    prove_password(person, "password")
    person = db.session().get_one(Moderator, person_id)
    if person.totp_seed is not None:
        prove_code(person)
    session = begin_write(db.session())
    person = session.get_one(Moderator, person_id)
    site = join_known(session, token, person, now=now())
    return _welcome(person, site)


def _welcome(person: Moderator, site: Site) -> Response:
    session, way = db.session(), link("/desk/", site)
    opened = open_session(session, person, now=now(), agent=this_agent())
    if former := login.cookie_token():
        sign_out(session, former)
    session.commit()
    settle_in(opened)
    flash(_("Welcome! This is where you decide."), "")
    return see_other(way)


def _set_password(token: str) -> Response:
    hashed = hash_password(request.form.get("password", ""))
    session = begin_write(db.session())
    set_password(session, token, hashed, now=now())
    session.commit()
    flash(_("Your new password is set. Please sign in."), "")
    return see_other(absolute("/sign-in", lang=request.args.get("lang")))


def _page(invitation: Invitation, state: FormState, status: int = 200) -> Response:
    session = db.session()
    person = find_moderator(session, invitation.email)
    page = render_template(
        "accounts/invitation.html",
        invitation=invitation,
        invited_to=session.get_one(Site, invitation.site_id),
        inviter=session.get_one(Moderator, invitation.invited_by),
        resets=invitation.kind is InvitationKind.RESET,
        known=person is not None,
        asks_code=person is not None and person.totp_seed is not None,
        state=state,
    )
    response = make_response(page, status)
    response.cache_control.no_store = True
    return response
