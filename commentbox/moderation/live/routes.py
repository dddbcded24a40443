"""What the script of the desk asks for while somebody works: claims and changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g, request
from sqlalchemy import select

from commentbox.domain.states import State
from commentbox.extensions import db
from commentbox.models import Claim, Site
from commentbox.moderation import desk
from commentbox.moderation.claims import claim, release
from commentbox.moderation.deciding.answers import counts_json
from commentbox.moderation.live.changes import (
    new_in_words,
    new_since,
    reading,
    seen_now,
)
from commentbox.moderation.live.words import script_words
from commentbox.web.answers import private_json
from commentbox.web.asked import now
from commentbox.web.desk import asked_own_site, desk_blueprint, link, moderator, writing
from commentbox.web.i18n import rfc3339
from commentbox.web.json_form import parse_time

bp = desk_blueprint("live", __name__)

#: More cases than this are on no screen.
MAX_CASES = 100


@bp.app_context_processor
def for_templates() -> dict[str, Any]:
    return {"reader_of": _reader_of, "script_setup": _script_setup}


@bp.get("/desk/changes.json")
def changes() -> Response:
    site, session = asked_own_site(), db.session()
    given = request.args.getlist("case")[:MAX_CASES]
    ids = list({id_ for text in given if (id_ := desk.uuid_of(text))})
    found = seen_now(session, site.id, ids, now=now())
    me = moderator().id
    return private_json(
        {
            **counts_json(session, site.id),
            "cases": {str(id_): seen.as_json(me) for id_, seen in found.items()},
            "new": new_in_words(_asked_new(site)),
        }
    )


@bp.post("/desk/claims")
def post_claims() -> Response:
    """Claim the case that somebody has come to, and let go of the one before."""
    asked = request.form.get("comment")
    comment_id = desk.asked_comment(asked).id if asked else None
    left = desk.uuid_of(request.form.get("release", ""))
    session, me = writing()
    if left is not None:
        release(session, left, me)
    held = None
    if comment_id is not None:
        held = claim(session, desk.asked_comment(str(comment_id)), me, now=now())
    session.commit()
    return private_json({"reading": reading(held) if held else None})


def _asked_new(site: Site) -> int:
    try:
        lane = State(request.args.get("lane", ""))
        since = parse_time(request.args.get("since", ""))
    except ValueError:
        return 0
    return new_since(db.session(), site.id, lane, since)


def _reader_of(site: Site, comment_id: UUID) -> str:
    """Return that somebody else reads a case, in words; all are read at once."""
    if "claims" not in g:
        query = select(Claim).where(Claim.site_id == site.id, Claim.until > now())
        g.claims = {held.comment_id: held for held in db.session.scalars(query)}
    held = g.claims.get(comment_id)
    return reading(held) if held and held.moderator_id != moderator().id else ""


def _script_setup(site: Site, lane: str) -> dict[str, Any]:
    """Return all that the script must be told by the page."""
    return {
        "lane": lane,
        "since": rfc3339(now()),
        "changes": link("/desk/changes.json", site),
        "claims": link("/desk/claims", site),
        "undo": link("/desk/undo", site),
        "undo_seconds": site.undo_seconds,
        "words": script_words(),
    }
