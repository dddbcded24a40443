"""The private feed of the queue, and the page where one gets its address."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, request

from commentbox.domain.errors import NotFound
from commentbox.extensions import db
from commentbox.models import Site
from commentbox.moderation.queue_feed import address
from commentbox.moderation.queue_feed.atom import ATOM, render
from commentbox.moderation.queue_feed.entries import queue_feed
from commentbox.web.answers import see_other
from commentbox.web.asked import now, speak_for
from commentbox.web.bearer import stamp
from commentbox.web.desk import (
    asked_own_site,
    desk_blueprint,
    desk_page,
    link,
    moderator,
    writing,
)
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import speech
from commentbox.web.urls import absolute

bp = desk_blueprint("queue_feed_page", __name__)

#: Who has the address is let in, without a session.
public = Blueprint("queue_feed", __name__)

HERE = "/desk/feed"


@bp.get(HERE)
def show_feed() -> Response:
    return _page(asked_own_site())


@bp.post(HERE)
def make() -> Response:
    """Make an address and show it, this once: it is stored as a hash only."""
    site = asked_own_site()
    session, own = writing()
    token = address.make_feed(session, site, own, now=now())
    session.commit()
    made = absolute("/queue.atom", token=token, lang=request.args.get("lang"))
    return _page(site, made=made)


@bp.post(f"{HERE}/revoke")
def revoke() -> Response:
    site = asked_own_site()
    session, own = writing()
    revoked = address.revoke_feed(session, site, own, now=now())
    session.commit()
    said = _("The address is revoked.") if revoked else _("There was no address.")
    flash(said, "")
    return see_other(link(HERE, site))


@public.get("/queue.atom")
def feed() -> Response:
    token, session = request.args.get("token", ""), db.session()
    opened = address.feed_of(session, token) if token else None
    if opened is None:
        raise NotFound("no such feed")
    speak_for(opened.site)
    body = render(queue_feed(session, opened), language=speech().language)
    stamp(session, opened, now=now())
    answer = make_response(body)
    answer.content_type = f"{ATOM}; charset=utf-8"
    answer.cache_control.no_store = True
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _page(site: Site, *, made: str | None = None) -> Response:
    known = address.own_feed(db.session(), site, moderator())
    return desk_page(
        "moderation/feed.html", site, section="account", feed=known, made=made
    )
