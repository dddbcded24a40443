"""Pages of the second factor: set it up, renew its recovery codes, switch it off."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, request
from flask import session as cookie
from pyotp import TOTP

from commentbox.accounts import second_factor
from commentbox.accounts.proof.take_in import prove_code, prove_password
from commentbox.accounts.record import on_each_site
from commentbox.accounts.refusal import Refusals, refuse
from commentbox.accounts.second.qr import in_groups, qr_code
from commentbox.domain.errors import InvalidFields, NotFound
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
from commentbox.web.settings import settings

bp = desk_blueprint("second_factor", __name__)

HERE = "/desk/account/second-factor"
#: The seed of a secret that is being set up, in the cookie: by itself it says nothing.
SEED = "new_factor"
#: To fetch an app takes a while; whoever comes later gives the password again.
SET_UP_WITHIN_S = 30 * 60


@bp.get(HERE)
def show() -> Response:
    return _page(asked_own_site(), FormState())


@bp.get(f"{HERE}.svg")
def show_qr() -> Response:
    asked_own_site()
    totp = _new_totp()
    if totp is None or moderator().totp_seed is not None:
        raise NotFound("nothing is being set up")
    response = make_response(qr_code(totp, moderator(), settings().base_url))
    response.content_type = "image/svg+xml"
    response.cache_control.no_store = True
    return response


@bp.post(f"{HERE}/start")
def post_start() -> Response:
    """Make a secret. Nothing is stored before its first code was right."""
    site = asked_own_site()
    try:
        prove_password(moderator())
    except Refusals as error:
        return refuse(lambda state, s: _page(site, state, s), error, {})
    cookie[SEED] = [second_factor.new_seed(), int(now().timestamp())]
    return see_other(link(HERE, site))


@bp.post(f"{HERE}/enable")
def post_enable() -> Response:
    site = asked_own_site()
    seed = _new_seed()
    if seed is None:
        return see_other(link(HERE, site))
    session, person = writing()
    codes = second_factor.enable(
        session,
        person,
        seed,
        request.form.get("code", ""),
        secret_key=settings().secret_key,
        now=now(),
    )
    if codes is None:
        wrong = _("This code does not fit. Is the clock of your phone right?")
        error = InvalidFields({"code": [wrong]})
        return refuse(lambda state, s: _page(site, state, s), error, {})
    on_each_site(session, "account.second_factor_enabled", person, by=person, now=now())
    session.commit()
    cookie.pop(SEED)
    return _codes_page(site, codes)


@bp.post(f"{HERE}/codes")
def post_codes() -> Response:
    site = asked_own_site()
    try:
        prove_password(moderator())
        prove_code(moderator())
    except Refusals as error:
        return refuse(lambda state, s: _page(site, state, s), error, {})
    session, person = writing()
    key = settings().secret_key
    codes = second_factor.renew_codes(session, person, secret_key=key)
    on_each_site(
        session, "account.recovery_codes_renewed", person, by=person, now=now()
    )
    session.commit()
    return _codes_page(site, codes)


@bp.post(f"{HERE}/off")
def post_off() -> Response:
    site = asked_own_site()
    try:
        prove_password(moderator())
        prove_code(moderator())
    except Refusals as error:
        return refuse(lambda state, s: _page(site, state, s), error, {})
    session, person = writing()
    second_factor.switch_off(session, person)
    on_each_site(
        session, "account.second_factor_disabled", person, by=person, now=now()
    )
    session.commit()
    flash(_("The second factor is switched off."), "")
    return see_other(link(HERE, site))


def _new_seed() -> str | None:
    seed, since = cookie.get(SEED) or (None, 0)
    return seed if now().timestamp() <= since + SET_UP_WITHIN_S else None


def _new_totp() -> TOTP | None:
    seed = _new_seed()
    return second_factor.totp_of(seed, settings().secret_key) if seed else None


def _page(site: Site, state: FormState, status: int = 200) -> Response:
    is_on = moderator().totp_seed is not None
    totp = None if is_on else _new_totp()
    return _frame(
        "second_factor",
        site,
        status,
        state=state,
        is_on=is_on,
        secret=in_groups(totp.secret) if totp else "",
        left=second_factor.codes_left(db.session(), moderator()) if is_on else 0,
    )


def _codes_page(site: Site, codes: list[str]) -> Response:
    return _frame("recovery_codes", site, codes=codes)


def _frame(template: str, site: Site, status: int = 200, **values: Any) -> Response:
    return desk_page(
        f"accounts/{template}.html",
        site,
        status,
        section="account",
        tab="second",
        **values,
    )
