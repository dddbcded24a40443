"""Sign in and out of the desk."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask import session as cookie
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from commentbox.accounts import login
from commentbox.accounts.forms import SignInForm
from commentbox.accounts.proof.take_in import counted, settle_in, this_agent
from commentbox.accounts.refusal import wait
from commentbox.accounts.second_factor import use_code
from commentbox.accounts.sign_in import (
    Attempt,
    Step,
    authenticate,
    sign_in,
    sign_out,
)
from commentbox.domain.errors import TooManyAttempts
from commentbox.extensions import begin_write, db
from commentbox.models import Moderator
from commentbox.web import own_forms
from commentbox.web.answers import see_other
from commentbox.web.asked import all_sites, now, speak_for
from commentbox.web.i18n import gettext as _
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
    try:
        attempt = counted(form.email.data or "")
    except TooManyAttempts as error:
        return wait(lambda said: _page(form, said, 429), error)
    session = db.session()
    person = authenticate(session, attempt, form.password.data or "")
    if person is None:
        return _page(form, _("E-mail address and password do not fit together."), 422)
    if person.totp_seed is not None:
        return _ask_for_code(person)
    return _sign_in(attempt, person.id, person.password_hash)


@bp.get("/sign-in/code")
def code_form() -> Response:
    if login.halfway(db.session(), now=now()) is None:
        return see_other(_here("/sign-in"))
    return _code_page()


@bp.post("/sign-in/code")
def enter_code() -> Response:
    session = db.session()
    person = login.halfway(session, now=now())
    if person is None:
        return see_other(_here("/sign-in"))
    person_id, proven = person.id, person.password_hash
    code = request.form.get("code", "")
    try:
        attempt = counted(person.email, Step.SECOND)
    except TooManyAttempts as error:
        return wait(lambda said: _code_page(said, 429), error)
    begin_write(session)
    person = session.get_one(Moderator, person_id)
    key = settings().secret_key
    if not use_code(session, person, code, secret_key=key, now=now()):
        session.rollback()
        return _code_page(_("This code does not fit, or it was used before."), 422)
    session.commit()
    return _sign_in(attempt, person_id, proven)


@bp.post("/sign-out")
def leave() -> Response:
    session = begin_write(db.session())
    sign_out(session, login.cookie_token())
    session.commit()
    cookie.clear()
    return see_other(_here("/sign-in", keep_next=False))


def _sign_in(attempt: Attempt, person_id: int, proven: str) -> Response:
    """Open a session for who has proven to know the password behind this hash."""
    session = begin_write(db.session())
    person = session.get_one(Moderator, person_id, with_for_update=True)
    if person.password_hash != proven:
        # It was changed while it was tried, which ended all sessions.
        session.rollback()
        return see_other(_here("/sign-in"))
    token = sign_in(session, attempt, person, now=now(), agent=this_agent())
    if former := login.cookie_token():
        sign_out(session, former)
    session.commit()
    settle_in(token)
    return see_other(login.way_on())


def _ask_for_code(person: Moderator) -> Response:
    former = login.cookie_token()
    cookie.clear()
    login.remember_half(person, now=now())
    if former:
        session = begin_write(db.session())
        sign_out(session, former)
        session.commit()
    return see_other(_here("/sign-in/code"))


def _here(path: str, *, keep_next: bool = True) -> str:
    asked = request.args
    wanted = asked.get("next") if keep_next else None
    return absolute(path, next=wanted, lang=asked.get("lang"))


def _page(form: SignInForm, problem: str = "", status: int = 200) -> Response:
    page = render_template("accounts/sign_in.html", form=form, problem=problem)
    return make_response(page, status)


def _code_page(problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "accounts/sign_in_code.html", problem=problem, back=_here("/sign-in")
    )
    return make_response(page, status)
