"""The desk: the lanes, a case, a decision."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request

from commentbox.domain.errors import CommentboxError, NotFound
from commentbox.extensions import db
from commentbox.models import Comment, Decision, Via
from commentbox.moderation import desk
from commentbox.moderation.card import card_of
from commentbox.moderation.case.dossier import dossier_of
from commentbox.moderation.decide import decide
from commentbox.moderation.feedback import Refusals, how_it_went, what_is_wrong
from commentbox.moderation.forms import DecisionForm
from commentbox.moderation.place import Place
from commentbox.moderation.queue import case_of, lane
from commentbox.moderation.wording import state_name
from commentbox.rulebook.document import read_rules
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import desk_blueprint, desk_page, moderator, writing
from commentbox.web.errors import ANSWERS
from commentbox.web.form_state import FormState
from commentbox.web.i18n import speech
from commentbox.web.json_form import check

bp = desk_blueprint("moderation", __name__)

#: Cases on one page: enough to get into the work, little enough to load at once.
PAGE_SIZE = 15


@bp.get("/desk/", strict_slashes=False)
def show_lane() -> Response:
    place, session = desk.asked_place(), db.session()
    page = lane(
        session, place.site.id, place.lane, cursor=place.cursor, limit=PAGE_SIZE
    )
    if place.cursor and not page.cases:
        return see_other(place.in_lane(place.lane))
    cards = [card_of(session, case) for case in page.cases]
    return _page("lane", place, page=page, cards=cards)


@bp.get("/desk/comments/<id_>")
def show_case(id_: str) -> Response:
    comment = desk.asked_comment(id_)
    place = desk.place_around(comment, request.args)
    return case_page(comment, place, number=_asked_number())


@bp.post("/desk/comments/<id_>/decisions")
def post_decision(id_: str) -> Response:
    comment = desk.asked_comment(id_)
    place = desk.place_around(comment, request.form)
    form = DecisionForm(request.form)
    try:
        check(form)
        decision = _decide(comment, form)
    except Refusals as error:
        db.session.rollback()
        return _refused(comment, place, form, error)
    said = how_it_went(db.session(), comment, decision)
    # The category is the way back to what was decided.
    flash(said, place.case(comment.id))
    following = desk.next_case(request.form)
    return see_other(place.at(following) if following else place.here())


def _decide(comment: Comment, form: DecisionForm) -> Decision:
    comment_id = comment.id
    session, moderator = writing()
    decision = decide(
        session,
        comment_id,
        form.to_intent(),
        moderator=moderator,
        via=Via.DESK,
        now=now(),
    )
    session.commit()
    return decision


def _refused(
    comment: Comment, place: Place, form: DecisionForm, error: CommentboxError
) -> Response:
    """Show the case as it is now, with what stood in the way and what was typed."""
    return case_page(
        comment,
        place,
        trouble=what_is_wrong(db.session(), error, moderator()),
        note=form.note.data or "",
        status=ANSWERS[type(error)][0],
    )


def case_page(
    comment: Comment,
    place: Place,
    *,
    number: int | None = None,
    trouble: tuple[str, str] | None = None,
    note: str = "",
    status: int = 200,
    **forms: FormState,
) -> Response:
    """Show a case, with what was typed into its further forms."""
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
        note=note,
        **forms,
    )


def _page(template: str, place: Place, status: int = 200, **values: Any) -> Response:
    book = rulebook_in_force(db.session(), place.site.id)
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
