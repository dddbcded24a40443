"""Where a box reports that its article is unknown."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request

from commentbox.articles.forms import checked_key
from commentbox.articles.sightings import sight
from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.extensions import begin_write, db
from commentbox.models import Site
from commentbox.web import limits
from commentbox.web.answers import private_json
from commentbox.web.asked import (
    asked_site,
    check_origin,
    json_object,
    now,
    origins_of,
)
from commentbox.web.client import client_network
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import from_json

bp = Blueprint("sightings", __name__)


# Before the other: Flask answers OPTIONS by itself for every rule that it meets.
@bp.route("/api/sightings", methods=["OPTIONS"])
def preflight() -> Response:
    response = make_response("", 204)
    if _is_own_origin(request.headers.get("Origin", "")):
        response.headers["Access-Control-Allow-Methods"] = "POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        response.headers["Access-Control-Max-Age"] = "600"
    return response


@bp.post("/api/sightings")
def post() -> Response:
    """Say that it is wanted, whatever we know: the answer tells nobody anything."""
    site = asked_site()
    check_origin(site)
    key = checked_key(request.args.get("article", ""))
    url = from_json(json_object(), {"url": str}).get("url")
    if not url:
        raise InvalidFields({"url": [_("This is needed.")]})
    limits.hit("sighting", client_network())
    site_id = site.id
    session = begin_write(db.session())
    sight(session, session.get_one(Site, site_id), key, url, now=now())
    session.commit()
    return private_json({"state": "wanted"}, 202)


@bp.after_request
def allow_own_origins(response: Response) -> Response:
    """Let pages of the site read the answer; never with credentials."""
    origin = request.headers.get("Origin", "")
    response.vary.add("Origin")
    if _is_own_origin(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    return response


def _is_own_origin(origin: str) -> bool:
    try:
        return bool(origin) and origin.lower() in origins_of(asked_site())
    except NotFound:
        return False
