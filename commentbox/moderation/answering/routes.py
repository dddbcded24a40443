"""Answering at the desk: the form on each card, and a page where something is wrong."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, request

from commentbox.domain.errors import (
    CommentboxError,
    DiscussionClosed,
    ImpossibleMove,
    InvalidFields,
    NotFound,
    StaleDecision,
)
from commentbox.domain.submission import Badge
from commentbox.extensions import db
from commentbox.models import Article, Claim, Comment, Discussion, Moderator
from commentbox.moderation import desk
from commentbox.moderation.answering.answer import Submit, answer
from commentbox.moderation.answering.forms import APPROVE, AnswerForm
from commentbox.moderation.card import card_of
from commentbox.moderation.feedback import what_is_wrong
from commentbox.moderation.place import Place
from commentbox.moderation.queue import case_of
from commentbox.text.incoming import xml_safe
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.badge import badge_name
from commentbox.web.desk import desk_blueprint, desk_page, moderator, writing
from commentbox.web.errors import ANSWERS
from commentbox.web.form_state import FormState
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import check
from commentbox.web.settings import settings

Refused = (InvalidFields, DiscussionClosed, StaleDecision, ImpossibleMove)


def answering(submit: Submit) -> Blueprint:
    """Return the routes of the form; ``submit`` stores a comment."""
    bp = desk_blueprint("answering", __name__)

    @bp.app_context_processor
    def for_templates() -> dict[str, Any]:
        return {
            "badge_name": badge_name,
            "badges": list(Badge),
            "can_answer": can_answer,
            "likely_badge": likely_badge,
        }

    @bp.get("/desk/comments/<id_>/replies")
    def show_form(id_: str) -> Response:
        comment = desk.asked_comment(id_)
        return _page(comment, desk.place_around(comment, request.args), FormState())

    @bp.post("/desk/comments/<id_>/replies")
    def post_answer(id_: str) -> Response:
        comment = desk.asked_comment(id_)
        comment_id, place = comment.id, desk.place_around(comment, request.form)
        form = AnswerForm(request.form)
        try:
            check(form)
            session, by = writing()
            written = answer(
                session,
                comment_id,
                form.to_answer(),
                submit=submit,
                moderator=by,
                secret_key=settings().secret_key,
                now=now(),
            )
            session.commit()
        except Refused as error:
            db.session.rollback()
            return _refused(comment, place, error)
        # The category is the way to what was written.
        flash(_how_it_went(written), place.case(written.id))
        return see_other(_onward(place, comment, form))

    return bp


def can_answer(article: Article) -> bool:
    """Whether an answer would be read: a closed discussion is, a hidden one is not."""
    return article.comments is not Discussion.HIDDEN


def likely_badge(article: Article, by: Moderator) -> Badge:
    """Return as whom somebody will want to answer."""
    wrote_it = (article.author or "").casefold() == by.name.casefold()
    return Badge.AUTHOR if wrote_it else Badge.TEAM


def _how_it_went(written: Comment) -> str:
    if written.in_view:
        return _("Answered. Readers see it now.")
    return _("Answered. Readers see it once the comment above is public.")


def _onward(place: Place, comment: Comment, form: AnswerForm) -> str:
    """Return where the work goes on: with the next case, if this one is done."""
    following = desk.next_case(request.form)
    if form.action.data == APPROVE and following:
        return place.at(following)
    on_its_page = "single" in request.form
    return place.case(comment.id) if on_its_page else place.at(comment.id)


def _refused(comment: Comment, place: Place, error: CommentboxError) -> Response:
    """Show the form again with all that was typed, and what stood in the way."""
    trouble, claimed = None, False
    if isinstance(error, DiscussionClosed):
        trouble = (
            _("Nothing was sent"),
            _("The discussion is hidden: nobody could read your answer."),
        )
    elif not isinstance(error, InvalidFields):
        trouble = what_is_wrong(db.session(), error, moderator(), now=now())
        claimed = isinstance(error, StaleDecision) and isinstance(error.first, Claim)
    state = FormState(
        values={name: xml_safe(value) for name, value in request.form.items()},
        errors=error.errors if isinstance(error, InvalidFields) else {},
    )
    return _page(
        comment,
        place,
        state,
        ANSWERS[type(error)][0],
        trouble=trouble,
        claimed=claimed,
    )


def _page(
    comment: Comment,
    place: Place,
    state: FormState,
    status: int = 200,
    **values: Any,
) -> Response:
    case = case_of(db.session(), place.site.id, comment.id)
    if case is None and not state.values:
        raise NotFound("the comment was withdrawn")
    return desk_page(
        "moderation/answer.html",
        place.site,
        status,
        section="comments",
        place=place,
        comment=comment,
        card=card_of(db.session(), case) if case else None,
        form=state,
        **values,
    )
