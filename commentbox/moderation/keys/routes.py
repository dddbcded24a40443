"""The page where a moderator chooses the keys of the desk, or switches them off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, request

from commentbox.domain.errors import InvalidFields
from commentbox.models import Site
from commentbox.moderation.keys.strokes import ACTIONS, keys_of, read_keys, set_keys
from commentbox.text.incoming import tidy_line
from commentbox.web.answers import see_other
from commentbox.web.desk import (
    asked_own_site,
    desk_blueprint,
    desk_page,
    link,
    moderator,
    writing,
)
from commentbox.web.errors import ANSWERS
from commentbox.web.i18n import gettext as _

bp = desk_blueprint("keys", __name__)


@bp.app_context_processor
def for_templates() -> dict[str, Any]:
    """Hand the pages with buttons the keys that press them."""
    return {"keys_of": keys_of, "key_actions": ACTIONS}


@bp.get("/desk/keys")
def show_keys() -> Response:
    site = asked_own_site()
    keys = keys_of(moderator())
    return _page(site, keys.by, on=keys.on)


@bp.post("/desk/keys")
def post_keys() -> Response:
    site = asked_own_site()
    reset = "reset" in request.form
    try:
        keys = None if reset else read_keys(request.form)
    except InvalidFields as error:
        typed = {name: tidy_line(text) for name, text in request.form.items()}
        return _page(site, typed, on="keys_on" in request.form, error=error)
    session, me = writing()
    set_keys(me, keys)
    session.commit()
    flash(_("The usual keys are back.") if reset else _("Your keys are kept."), "")
    return see_other(link("/desk/keys", site))


def _page(
    site: Site,
    values: Mapping[str, str],
    *,
    on: bool,
    error: InvalidFields | None = None,
) -> Response:
    errors: Mapping[str, Sequence[str]] = error.errors if error else {}
    return desk_page(
        "moderation/keys.html",
        site,
        ANSWERS[InvalidFields][0] if error else 200,
        section="account",
        tab="keys",
        values=values,
        errors=errors,
        on=on,
    )
