"""Pages of the own account: name, password, sessions."""

from __future__ import annotations

from flask import Response, flash, request

from commentbox.accounts.login import cookie_token
from commentbox.accounts.own.change import change_name, change_password
from commentbox.accounts.own.sessions import end_others, end_session, open_sessions
from commentbox.accounts.passwords import hash_password
from commentbox.accounts.proof.take_in import prove_password, settle_in, this_agent
from commentbox.accounts.refusal import Refusals, refuse
from commentbox.domain.errors import InvalidFields
from commentbox.extensions import db
from commentbox.models import Site
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import (
    asked_own_site,
    desk_blueprint,
    desk_page,
    link,
    moderator,
    writing,
)
from commentbox.web.form_state import FormState
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import ngettext

bp = desk_blueprint("own_account", __name__)


@bp.get("/desk/account")
def show() -> Response:
    return _page(asked_own_site(), FormState())


@bp.post("/desk/account/name")
def post_name() -> Response:
    site = asked_own_site()
    name = request.form.get("name", "")
    session, person = writing()
    try:
        change_name(session, person, name, by=person, now=now())
    except InvalidFields as error:
        return refuse(lambda state, s: _page(site, state, s), error, {"name": name})
    session.commit()
    flash(_("Your name is changed."), "")
    return see_other(link("/desk/account", site))


@bp.post("/desk/account/password")
def post_password() -> Response:
    site = asked_own_site()
    try:
        prove_password(moderator())
        hashed = hash_password(request.form.get("password", ""))
    except Refusals as error:
        return refuse(lambda state, s: _page(site, state, s), error, {})
    session, person = writing()
    token = change_password(session, person, hashed, agent=this_agent(), now=now())
    session.commit()
    settle_in(token)
    flash(_("Your password is changed. All other sessions have ended."), "")
    return see_other(link("/desk/account", site))


@bp.get("/desk/account/sessions")
def show_sessions() -> Response:
    site = asked_own_site()
    sessions = open_sessions(
        db.session(), moderator().id, token=cookie_token(), now=now()
    )
    return desk_page(
        "accounts/sessions.html",
        site,
        section="account",
        tab="sessions",
        sessions=sessions,
    )


@bp.post("/desk/account/sessions/end")
def post_end() -> Response:
    """End the session that the form names; the own one can be ended by signing out."""
    site = asked_own_site()
    session, person = writing()
    ended = end_session(session, person.id, request.form.get("session", ""))
    session.commit()
    flash(_("The session has ended.") if ended else _("It had ended already."), "")
    return see_other(link("/desk/account/sessions", site))


@bp.post("/desk/account/sessions/end-others")
def post_end_others() -> Response:
    site = asked_own_site()
    session, person = writing()
    ended = end_others(session, person.id, token=cookie_token())
    session.commit()
    said = ngettext("%(n)s session has ended.", "%(n)s sessions have ended.", ended)
    flash(said, "")
    return see_other(link("/desk/account/sessions", site))


def _page(site: Site, state: FormState, status: int = 200) -> Response:
    return desk_page(
        "accounts/account.html",
        site,
        status,
        section="account",
        tab="account",
        state=state,
    )
