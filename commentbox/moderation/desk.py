"""Which view of the desk and which case a request asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from flask import g, request

from commentbox.domain.errors import InvalidFields, NotAllowed, NotFound
from commentbox.extensions import db
from commentbox.models import Comment, RuleBook, Site
from commentbox.moderation.place import Place
from commentbox.moderation.view import View, read_lane, read_view
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.text.incoming import xml_safe
from commentbox.web.asked import asked_id, speak_for
from commentbox.web.desk import asked_own_site, my_sites

#: The number of a row, as a form may carry it.
ROW = re.compile(r"[0-9]{1,9}")


def asked_place() -> Place:
    """Return what the address names, of the own site that it names.

    Raises ``NotFound`` for an unknown lane, ``InvalidFields`` for a filter that makes
    no sense.
    """
    site, said = asked_own_site(), typed()
    return _place(site, read_view(said), said)


def typed() -> dict[str, str]:
    """Return what the address asks for, without what no text can hold."""
    return {name: xml_safe(text) for name, text in request.args.items()}


def asked_lane() -> Place:
    """Return the lane that the address names, whatever else it asks for."""
    site = asked_own_site()
    lane = read_lane(typed().get("lane") or View().lane)
    return _place(site, View(lane=lane), {})


def asked_comment(id_: str) -> Comment:
    """Return a comment of an own site. Raises ``NotFound`` and ``NotAllowed``."""
    comment = db.session.get(Comment, asked_id(id_))
    if comment is None:
        raise NotFound("no such comment")
    speak_for(comment.article.site)
    if comment.site_id not in {site.id for site in my_sites()}:
        raise NotAllowed("you do not moderate this site")
    return comment


def rulebook(site: Site) -> RuleBook:
    """Return the rules in force, read once for all that a page says of them."""
    books: dict[int, RuleBook] = g.setdefault("rulebooks", {})
    if site.id not in books:
        books[site.id] = rulebook_in_force(db.session(), site.id)
    return books[site.id]


def place_around(comment: Comment, given: Mapping[str, str]) -> Place:
    """Return the page of the desk from which this comment was opened.

    The view stands in the address, also in that of a form; only its lane and cursor are
    fields as well. A view that makes no sense is no reason to refuse a decision: then
    it is the lane.
    """
    fields = {n: xml_safe(given[n]) for n in ("lane", "cursor") if given.get(n)}
    said = {**typed(), **fields}
    lane = read_lane(said.get("lane") or comment.latest.state)
    try:
        view = read_view(said, otherwise=lane)
    except InvalidFields:
        view = View(lane=lane)
    return _place(comment.article.site, view, said)


def by_script() -> bool:
    """Return whether the script of the desk asks, which wants JSON and no page."""
    return request.accept_mimetypes.best == "application/json"


def next_case(given: Mapping[str, str]) -> UUID | None:
    """Return which case comes after the one that was decided."""
    return uuid_of(given.get("next", ""))


def uuid_of(text: str) -> UUID | None:
    """Return an id that a form carries; None for anything that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number_of(given: Mapping[str, str]) -> int:
    """Return the number of a row that a form names; 0, which none has, for others."""
    text = given.get("id", "")
    return int(text) if ROW.fullmatch(text) else 0


def _place(site: Site, view: View, given: Mapping[str, str]) -> Place:
    return Place(
        site=site,
        view=view,
        cursor=given.get("cursor") or None,
        lang=typed().get("lang"),
    )
