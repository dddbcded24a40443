"""The frame of all signed-in pages: who is here, on which site, and what the head says.

The desk's pages are spread over the packages they belong to; this is what they share.
"""

from __future__ import annotations

from typing import Any, cast

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    render_template,
    request,
)
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session

from commentbox.domain.errors import NotAllowed
from commentbox.domain.states import State
from commentbox.extensions import begin_write, db
from commentbox.models import Membership, Moderator, Role, Site
from commentbox.models.lanes import lane_counts
from commentbox.web import own_forms
from commentbox.web.asked import now, speak_for
from commentbox.web.urls import absolute, site_name


def desk_blueprint(name: str, import_name: str) -> Blueprint:
    """Return a blueprint whose pages are for those who are signed in."""
    bp = Blueprint(name, import_name)
    bp.before_request(let_in)
    bp.register_error_handler(CSRFError, own_forms.on_csrf_error)
    return bp


def let_in() -> Response | None:
    if not current_user.is_authenticated:
        manager: Any = current_app.login_manager  # type: ignore[attr-defined]
        return cast("Response", manager.unauthorized())
    own_forms.guard()
    return None


def moderator() -> Moderator:
    """Return who is signed in; the routes let nobody else in."""
    known: Moderator = current_user.moderator
    return known


def my_sites() -> list[Site]:
    sites = [membership.site for membership in moderator().memberships]
    return sorted(sites, key=lambda site: site.name)


def asked_own_site() -> Site:
    """Return the own site that the address names, or the first, and speak for it.

    Raises ``NotAllowed`` for any other.
    """
    name = request.args.get("site")
    own = [site for site in my_sites() if name in {None, site.name}]
    if not own:
        raise NotAllowed("you do not moderate such a site")
    speak_for(own[0])
    return own[0]


def asked_admin_site() -> Site:
    """Return the same, of those whose settings one may change."""
    site = asked_own_site()
    if not is_admin(site):
        raise NotAllowed("this is for admins of the site")
    return site


def is_admin(site: Site) -> bool:
    return any(m.site_id == site.id and m.role is Role.ADMIN for m in memberships())


def memberships() -> list[Membership]:
    return list(moderator().memberships)


def writing() -> tuple[Session, Moderator]:
    """Begin the transaction of a change, and return who makes it.

    Whatever was read before is read anew; the session counts as used. The route
    commits.
    """
    moderator_id = moderator().id
    session = begin_write(db.session())
    current_user.stay(session, now=now())
    return session, session.get_one(Moderator, moderator_id)


def link(path: str, site: Site, **query: str | None) -> str:
    """Return the address of a page of the desk; site and language are kept."""
    lang = request.args.get("lang")
    return absolute(path, site=site_name(site), lang=lang, **query)


def desk_page(template: str, site: Site, status: int = 200, **values: Any) -> Response:
    """Render a page in the frame. ``section`` says which entry of the head it is."""
    page = render_template(
        template,
        site=site,
        moderator=moderator(),
        sites=my_sites(),
        is_admin=is_admin(site),
        counts=lane_counts(db.session(), site.id),
        waiting=State.PENDING,
        link=link,
        **values,
    )
    return make_response(page, status)
