"""Sign in and out of the desk."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask import session as cookie
from flask_login import current_user, login_user
from flask_wtf.csrf import CSRFError

from commentbox.accounts import login
from commentbox.accounts.forms import SignInForm
from commentbox.accounts.sign_in import authenticate, sign_in, sign_out, take_attempt
from commentbox.domain.errors import TooManyAttempts
from commentbox.extensions import begin_write, db
from commentbox.models import Moderator
from commentbox.web import own_forms
from commentbox.web.answers import see_other
from commentbox.web.asked import all_sites, now, speak_for
from commentbox.web.client import client_network
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import ngettext
from commentbox.web.settings import settings
from commentbox.web.urls import absolute

bp = Blueprint("accounts", __name__)
bp.record_once(lambda state: login.register(cast("Flask", state.app)))
bp.register_error_handler(CSRFError, own_forms.on_csrf_error)


@bp.before_request
def prepare() -> None:
    """Speak the language of the first site: who signs in has not said which."""
    for site in all_sites()[:1]:
        speak_for(site)
    own_forms.guard()


@bp.get("/sign-in")
def form() -> Response:
    if current_user.is_authenticated:
        return see_other(login.way_on())
    return _page(SignInForm())


@bp.post("/sign-in")
def enter() -> Response:
    form = SignInForm(request.form)
    session = begin_write(db.session())
    try:
        attempt = take_attempt(
            session,
            form.email.data or "",
            network=client_network(),
            secret_key=settings().secret_key,
            now=now(),
        )
    except TooManyAttempts as error:
        session.rollback()
        return _wait(form, error.retry_after)
    session.commit()
    moderator = authenticate(session, attempt, form.password.data or "")
    if moderator is None:
        return _page(form, _("E-mail address and password do not fit together."), 422)
    moderator_id = moderator.id
    begin_write(session)
    token = sign_in(
        session, attempt, session.get_one(Moderator, moderator_id), now=now()
    )
    if former := login.cookie_token():
        sign_out(session, former)
    session.commit()
    # Nothing of the guest's cookie lives on, its CSRF token least of all.
    cookie.clear()
    cookie.permanent = True
    login_user(login.load(token))
    return see_other(login.way_on())


@bp.post("/sign-out")
def leave() -> Response:
    session = begin_write(db.session())
    sign_out(session, login.cookie_token())
    session.commit()
    cookie.clear()
    return see_other(absolute("/sign-in", lang=request.args.get("lang")))


def _page(form: SignInForm, problem: str = "", status: int = 200) -> Response:
    page = render_template("accounts/sign_in.html", form=form, problem=problem)
    return make_response(page, status)


def _wait(form: SignInForm, seconds: int) -> Response:
    problem = ngettext(
        "Too many attempts. Please wait %(n)s second, then try again.",
        "Too many attempts. Please wait %(n)s seconds, then try again.",
        seconds,
    )
    response = _page(form, problem, 429)
    response.headers["Retry-After"] = str(seconds)
    return response
