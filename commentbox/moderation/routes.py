"""The desk: the lanes and a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from flask import Response, request

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.extensions import db
from commentbox.models import Comment
from commentbox.moderation import desk
from commentbox.moderation.captions import above_list
from commentbox.moderation.card import card_of, cards_of
from commentbox.moderation.case.dossier import dossier_of
from commentbox.moderation.listing import NOTHING, Listing, listing
from commentbox.moderation.place import Place
from commentbox.moderation.queue import case_of
from commentbox.moderation.wording import state_name
from commentbox.rulebook.document import read_rules
from commentbox.web.answers import see_other
from commentbox.web.desk import desk_blueprint, desk_page, moderator
from commentbox.web.form_state import FormState
from commentbox.web.i18n import speech

bp = desk_blueprint("moderation", __name__)

#: Cases on one page: enough to get into the work, little enough to load at once.
PAGE_SIZE = 15

NOTHING_TYPED: Final[Mapping[str, FormState]] = MappingProxyType({})


@bp.get("/desk/", strict_slashes=False)
def show_lane() -> Response:
    try:
        place = desk.asked_place()
        found = _listing(place)
    except InvalidFields as error:
        return _lane_page(desk.asked_lane(), NOTHING, error.errors, 422)
    if place.cursor and not found.page.cases:
        return see_other(place.beginning())
    return _lane_page(place, found)


def _listing(place: Place) -> Listing:
    return listing(
        db.session(),
        place.site,
        place.view,
        moderator(),
        cursor=place.cursor,
        limit=PAGE_SIZE,
    )


def _lane_page(
    place: Place,
    found: Listing,
    errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 200,
) -> Response:
    session = db.session()
    return _page(
        "lane",
        place,
        status,
        found=found,
        cards=cards_of(session, found.page.cases),
        asked=desk.typed(),
        errors=errors or {},
        **above_list(session, place),
    )


@bp.get("/desk/comments/<id_>")
def show_case(id_: str) -> Response:
    comment = desk.asked_comment(id_)
    place = desk.place_around(comment, request.args)
    return case_page(comment, place, number=_asked_number())


def case_page(
    comment: Comment,
    place: Place,
    *,
    number: int | None = None,
    trouble: tuple[str, str] | None = None,
    anyway: dict[str, str] | None = None,
    note: str = "",
    reason: str = "",
    status: int = 200,
    forms: Mapping[str, FormState] = NOTHING_TYPED,
) -> Response:
    """Show a case; ``forms``: what was typed into the further ones, by their names."""
    session = db.session()
    case = case_of(session, place.site.id, comment.id, number)
    if case is None:
        raise NotFound("no such text")
    return _page(
        "case",
        place,
        status,
        card=card_of(session, case),
        dossier=dossier_of(session, case),
        trouble=trouble,
        anyway=anyway,
        note=note,
        reason=reason,
        forms=forms,
    )


def _page(template: str, place: Place, status: int = 200, **values: Any) -> Response:
    book = desk.rulebook(place.site)
    return desk_page(
        f"moderation/{template}.html",
        place.site,
        status,
        section="comments",
        place=place,
        state_name=state_name,
        rules=read_rules(book.document, book.version, speech().variant).rules,
        **values,
    )


def _asked_number() -> int | None:
    text = request.args.get("revision")
    if text is None:
        return None
    if text not in {str(number) for number in range(1, 1000)}:
        raise NotFound("no such text")
    return int(text)
