"""Which lane and which case a request asks for."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import request

from commentbox.domain.errors import NotAllowed, NotFound
from commentbox.domain.states import State
from commentbox.extensions import db
from commentbox.models import Comment, Site
from commentbox.moderation.place import Place
from commentbox.web.asked import asked_id, speak_for
from commentbox.web.desk import asked_own_site, my_sites


def asked_place() -> Place:
    """Return the lane that the address names, of the own site that it names."""
    site = asked_own_site()
    lane = _lane(request.args, State.PENDING)
    return _place(site, lane, request.args)


def asked_comment(id_: str) -> Comment:
    """Return a comment of an own site. Raises ``NotFound`` and ``NotAllowed``."""
    comment = db.session.get(Comment, asked_id(id_))
    if comment is None:
        raise NotFound("no such comment")
    speak_for(comment.article.site)
    if comment.site_id not in {site.id for site in my_sites()}:
        raise NotAllowed("you do not moderate this site")
    return comment


def place_around(comment: Comment, given: Mapping[str, str]) -> Place:
    """Return the page of the desk from which this comment was opened."""
    return _place(comment.article.site, _lane(given, comment.latest.state), given)


def next_case(given: Mapping[str, str]) -> UUID | None:
    """Return which case comes after the one that was decided."""
    try:
        return UUID(given.get("next", ""))
    except ValueError:
        return None


def _place(site: Site, lane: State, given: Mapping[str, str]) -> Place:
    return Place(
        site=site,
        lane=lane,
        cursor=given.get("cursor") or None,
        lang=request.args.get("lang"),
    )


def _lane(given: Mapping[str, str], otherwise: State) -> State:
    try:
        return State(given.get("lane", otherwise))
    except ValueError:
        raise NotFound("no such lane") from None
