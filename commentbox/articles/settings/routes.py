"""The settings of a site: how it is reached, how it speaks, what it keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, flash, request

from commentbox.articles.change_site import change_site
from commentbox.articles.settings import form
from commentbox.articles.settings.notice import changes_of, notice_is_older
from commentbox.domain.errors import InvalidFields
from commentbox.extensions import db
from commentbox.models import Site
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import (
    asked_admin_site,
    desk_blueprint,
    desk_page,
    link,
    writing,
)
from commentbox.web.i18n import gettext as _
from commentbox.web.marks import differing, mark_of
from commentbox.web.settings import settings

bp = desk_blueprint("settings", __name__)


@bp.get("/desk/settings")
def show_settings() -> Response:
    site = asked_admin_site()
    return _page(site, form.typed_values(site))


@bp.post("/desk/settings")
def post_settings() -> Response:
    site = asked_admin_site()
    values = form.form_values(request.form)
    if request.form.get("base") != mark_of(form.typed_values(site)):
        return _changed_by_others(site, values)
    try:
        changed = _change(site, form.to_change(values))
    except InvalidFields as error:
        db.session.rollback()
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(site, values, status, errors=error.errors)
    flash(_("Saved.") if changed else _("Nothing was changed."), "")
    return see_other(link("/desk/settings", site))


@bp.post("/desk/settings/consent")
def post_consent() -> Response:
    site = asked_admin_site()
    changed = _change(site, {"consent_mode": request.form.get("consent_mode", "")})
    flash(_("Saved.") if changed else _("Nothing was changed."), "")
    return see_other(link("/desk/privacy", site))


def _change(site: Site, values: Mapping[str, Any]) -> Mapping[str, Any]:
    site_id = site.id
    session, moderator = writing()
    changed = change_site(
        session,
        session.get_one(Site, site_id),
        values,
        moderator=moderator,
        now=now(),
    )
    session.commit()
    return changed


def _changed_by_others(site: Site, values: Mapping[str, str]) -> Response:
    """Show what is set now beside what was typed; nothing of either is lost."""
    latest = next(changes_of(db.session(), site.id), None)
    in_force = differing(form.typed_values(site), values)
    return _page(site, values, HTTPStatus.CONFLICT, latest=latest, in_force=in_force)


def _page(
    site: Site,
    values: Mapping[str, str],
    status: int = 200,
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    **more: Any,
) -> Response:
    return desk_page(
        "settings/site.html",
        site,
        status,
        section="settings",
        values=values,
        errors=errors or {},
        base=mark_of(form.typed_values(site)),
        zones=form.time_zones(site.timezone),
        notice_is_older=notice_is_older(db.session(), site),
        config=settings(),
        **more,
    )
