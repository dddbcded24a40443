"""Pages of tokens: the own ones for a site, and those of the site itself."""

from __future__ import annotations

from flask import Response, flash, request

from commentbox.accounts.programs.tokens import (
    checked_label,
    handle_of,
    issue_token,
    revoke_token,
    tokens_of,
)
from commentbox.accounts.refusal import refuse
from commentbox.domain.errors import InvalidFields
from commentbox.extensions import db
from commentbox.models import Site, TokenKind
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import (
    asked_admin_site,
    asked_own_site,
    desk_blueprint,
    desk_page,
    link,
    moderator,
    writing,
)
from commentbox.web.form_state import FormState
from commentbox.web.i18n import gettext as _

bp = desk_blueprint("tokens", __name__)

#: Where the tokens of each kind are.
PLACES = {
    TokenKind.MODERATOR: "/desk/account/tokens",
    TokenKind.SITE: "/desk/people/tokens",
}


@bp.get(PLACES[TokenKind.MODERATOR])
def show_own() -> Response:
    return _page(asked_own_site(), TokenKind.MODERATOR, FormState())


@bp.post(PLACES[TokenKind.MODERATOR])
def post_own() -> Response:
    return _create(asked_own_site(), TokenKind.MODERATOR)


@bp.post(f"{PLACES[TokenKind.MODERATOR]}/revoke")
def revoke_own() -> Response:
    return _revoke(asked_own_site(), TokenKind.MODERATOR)


@bp.get(PLACES[TokenKind.SITE])
def show_site() -> Response:
    return _page(asked_admin_site(), TokenKind.SITE, FormState())


@bp.post(PLACES[TokenKind.SITE])
def post_site() -> Response:
    return _create(asked_admin_site(), TokenKind.SITE)


@bp.post(f"{PLACES[TokenKind.SITE]}/revoke")
def revoke_site() -> Response:
    return _revoke(asked_admin_site(), TokenKind.SITE)


def _create(site: Site, kind: TokenKind) -> Response:
    session, person = writing()
    site = session.get_one(Site, site.id)
    label = request.form.get("label", "")
    try:
        token = issue_token(
            session,
            kind,
            site=site,
            holder=person if kind is TokenKind.MODERATOR else None,
            label=checked_label(label),
            by=person,
            now=now(),
        )
    except InvalidFields as error:
        return refuse(
            lambda state, status: _page(site, kind, state, status),
            error,
            {"label": label},
        )
    session.commit()
    return _page(site, kind, FormState(), token=token)


def _revoke(site: Site, kind: TokenKind) -> Response:
    session, person = writing()
    site = session.get_one(Site, site.id)
    holder = person if kind is TokenKind.MODERATOR else None
    handle = request.form.get("token", "")
    for token in tokens_of(session, site, holder):
        if handle_of(token) == handle:
            revoke_token(session, token, by=person, now=now())
    session.commit()
    flash(_("The token is revoked: nothing gets in by it any more."), "")
    return see_other(link(PLACES[kind], site))


def _page(
    site: Site,
    kind: TokenKind,
    state: FormState,
    status: int = 200,
    token: str = "",
) -> Response:
    own = kind is TokenKind.MODERATOR
    tokens = tokens_of(db.session(), site, moderator() if own else None)
    return desk_page(
        "accounts/tokens.html",
        site,
        status,
        section="account" if own else "people",
        tab="tokens",
        own=own,
        here=PLACES[kind],
        state=state,
        tokens=[(handle_of(row), row) for row in tokens],
        token=token,
    )
