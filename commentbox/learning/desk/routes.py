"""How right the screening is, what it has learnt, and what thresholds would do."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, flash, request

from commentbox.articles.change_site import change_site
from commentbox.articles.settings.notice import changes_of
from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.extensions import db
from commentbox.learning.desk import form, trying
from commentbox.learning.desk.rows import FEWEST, LAST, rows_of
from commentbox.learning.desk.tiers import tiers_of
from commentbox.learning.desk.versions import versions_of
from commentbox.learning.earning import ENOUGH, renew_earned
from commentbox.learning.versions import roll_back, versions
from commentbox.models import Site
from commentbox.moderation.wording import check_name
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import (
    asked_admin_site,
    asked_own_site,
    desk_blueprint,
    desk_page,
    link,
    writing,
)
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import percent
from commentbox.web.marks import differing, mark_of

bp = desk_blueprint("learning", __name__)

PATH = "/desk/learning/"


@bp.get(PATH, strict_slashes=False)
def show_learning() -> Response:
    site = asked_own_site()
    return _page(site, form.set_values(site))


@bp.post("/desk/learning/settings")
def post_learning_settings() -> Response:
    site = asked_admin_site()
    site_id, values = site.id, form.form_values(request.form)
    if request.form.get("base") != mark_of(form.set_values(site)):
        return _changed_by_others(site, values)
    try:
        session, moderator = writing()
        changed = change_site(
            session,
            session.get_one(Site, site_id),
            values,
            moderator=moderator,
            now=now(),
        )
        if "filter_precision" in changed:
            renew_earned(session, session.get_one(Site, site_id))
        session.commit()
    except InvalidFields as error:
        db.session.rollback()
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(asked_admin_site(), values, status, errors=error.errors)
    flash(_("Saved.") if changed else _("Nothing was changed."), "")
    return see_other(link(PATH, asked_admin_site()))


def _changed_by_others(site: Site, values: Mapping[str, str]) -> Response:
    latest = next(changes_of(db.session(), site.id), None)
    in_force = differing(form.set_values(site), values)
    return _page(site, values, HTTPStatus.CONFLICT, latest=latest, in_force=in_force)


@bp.get("/desk/learning/thresholds")
def show_thresholds() -> Response:
    site, session = asked_own_site(), db.session()
    bound = trying.bound_checks(session, site)
    name = request.args.get("check") or bound[0].check
    binding = next((each for each in bound if each.check == name), None)
    if binding is None:
        raise NotFound("no rule is bound to such a check")
    found = trying.tried(session, site, binding, request.args)
    return desk_page(
        "learning/thresholds.html",
        site,
        422 if found.errors else 200,
        section="learning",
        tried=found,
        thresholds=trying.thresholds,
        bound=bound,
        check_name=check_name,
        percent=percent,
        fewest=FEWEST,
        enough=ENOUGH,
    )


@bp.get("/desk/learning/roll-back")
def ask_roll_back() -> Response:
    site = asked_admin_site()
    return desk_page(
        "learning/roll_back.html",
        site,
        section="learning",
        version=_asked_version(site, request.args.get("version", "")),
    )


@bp.post("/desk/learning/roll-back")
def post_roll_back() -> Response:
    site = asked_admin_site()
    site_id, version = site.id, _asked_version(site, request.form.get("version", ""))
    session, moderator = writing()
    roll_back(
        session,
        session.get_one(Site, site_id),
        version,
        moderator=moderator,
        now=now(),
    )
    session.commit()
    flash(
        _("Version %(version)s judges from now on.", version=version)
        if version
        else _("The shipped models judge alone from now on."),
        "",
    )
    return see_other(link(PATH, asked_admin_site()))


def _asked_version(site: Site, text: str) -> int | None:
    """Return the accepted version that is asked for; None: the shipped models."""
    if not text:
        return None
    for row in versions(db.session(), site.id):
        if row.accepted and str(row.version) == text:
            return row.version
    raise NotFound("no such version")


def _page(
    site: Site,
    values: Mapping[str, str],
    status: int = 200,
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    **more: Any,
) -> Response:
    session = db.session()
    return desk_page(
        "learning/overview.html",
        site,
        status,
        section="learning",
        tiers=tiers_of(session, site),
        rows=rows_of(session, site),
        versions=versions_of(session, site),
        command=f"commentbox train --site {shlex.quote(site.name)}",
        bound=trying.bound_checks(session, site),
        check_name=check_name,
        percent=percent,
        last=LAST,
        fewest=FEWEST,
        enough=ENOUGH,
        values=values,
        errors=errors or {},
        base=mark_of(form.set_values(site)),
        **more,
    )
