"""Decide about a case at the desk, and undo it while there is time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, flash, request

from commentbox.domain.errors import CommentboxError, StaleDecision
from commentbox.extensions import db
from commentbox.models import (
    Address,
    Claim,
    Comment,
    Decision,
    IntendedDecision,
    Moderator,
    Site,
)
from commentbox.moderation import desk
from commentbox.moderation.deciding import answers
from commentbox.moderation.deciding.onward import case_after
from commentbox.moderation.deciding.open_intents import Mine, mine
from commentbox.moderation.feedback import Refusals, how_it_went, what_is_wrong
from commentbox.moderation.forms import DecisionForm
from commentbox.moderation.intend import (
    carried_out,
    decide_at_desk,
    forget_overtaken,
    take_back,
    take_back_batch,
)
from commentbox.moderation.place import Place
from commentbox.moderation.routes import case_page
from commentbox.rulebook.document import Rule, read_rules
from commentbox.web.answers import private_json, see_other
from commentbox.web.asked import now
from commentbox.web.desk import (
    asked_own_site,
    desk_blueprint,
    link,
    moderator,
    writing,
)
from commentbox.web.errors import ANSWERS
from commentbox.web.i18n import Speech, speech
from commentbox.web.json_form import check

bp = desk_blueprint("deciding", __name__)


@bp.app_context_processor
def for_templates() -> dict[str, Any]:
    """Hand all pages of the desk what its moderator can undo; read where it is used."""
    return {
        "intents_of": _intents_of,
        "in_words": _in_words,
        "rules_for": _rules_for,
    }


@bp.post("/desk/comments/<id_>/decisions")
def post_decision(id_: str) -> Response:
    comment = desk.asked_comment(id_)
    # Of the form only this: a filter has the name of its rule, too.
    given = {name: request.form.get(name, "") for name in ("lane", "cursor")}
    place = desk.place_around(comment, given)
    form = DecisionForm(request.form)
    try:
        check(form)
        made = _decide(comment, form)
    except Refusals as error:
        db.session.rollback()
        return _refused(comment, place, form, error)
    if desk.by_script():
        return private_json(answers.made_json(db.session(), comment, made, now=now()))
    if isinstance(made, Decision):
        said = how_it_went(db.session(), comment, made)
        # The category is the way back to what was decided.
        flash(said, place.case(comment.id))
    return see_other(_onward(comment, place, made))


@bp.post("/desk/undo")
def undo() -> Response:
    site = asked_own_site()
    comment_id = desk.uuid_of(request.form.get("comment", ""))
    session, moderator = writing()
    freed = _taken_back(moderator)
    session.commit()
    if desk.by_script():
        return private_json(*answers.undone_json(session, site.id, freed))
    flash(answers.undone(freed, _too_late(site)), "")
    if len(freed) > 1 or comment_id is None:
        return see_other(link("/desk/", site))
    return see_other(link(f"/desk/comments/{comment_id}", site))


@bp.post("/desk/undo/seen")
def seen() -> Response:
    """Let go of a decision that came to nothing: its moderator has read that."""
    site = asked_own_site()
    session, moderator = writing()
    forget_overtaken(session, desk.number_of(request.form), moderator=moderator)
    session.commit()
    return see_other(link("/desk/", site))


def _decide(comment: Comment, form: DecisionForm) -> Decision | IntendedDecision:
    comment_id, undo_s = comment.id, comment.article.site.undo_seconds
    session, moderator = writing()
    made = decide_at_desk(
        session,
        comment_id,
        form.to_intent(),
        moderator=moderator,
        now=now(),
        undo=timedelta(seconds=undo_s),
        takeover="takeover" in request.form,
    )
    session.commit()
    return made


def _onward(comment: Comment, place: Place, made: Decision | IntendedDecision) -> str:
    """Return where the work goes on: with the next case, as the last one was shown."""
    if "single" not in request.form:
        following = desk.next_case(request.form)
        return place.at(following) if following else place.here()
    text = comment.revision(made.revision) or comment.latest
    following = case_after(db.session(), place, text, moderator(), now=now())
    return place.case(following) if following else place.here()


def _refused(
    comment: Comment, place: Place, form: DecisionForm, error: CommentboxError
) -> Response:
    """Show the case as it is now, with what stood in the way and what was typed."""
    trouble = what_is_wrong(db.session(), error, moderator(), now=now())
    status = ANSWERS[type(error)][0]
    claimed = isinstance(error, StaleDecision) and isinstance(error.first, Claim)
    if desk.by_script():
        return private_json(answers.refused_json(trouble, claimed=claimed), status)
    return case_page(
        comment,
        place,
        trouble=trouble,
        # The same once more, and this time whoever reads the case.
        anyway=request.form.to_dict() if claimed else None,
        note=form.note.data or "",
        reason=form.reason.data or "",
        status=status,
    )


def _taken_back(moderator: Moderator) -> list[UUID]:
    session = db.session()
    batch = desk.uuid_of(request.form.get("batch", ""))
    if batch is not None:
        return take_back_batch(session, batch, moderator=moderator)
    return take_back(session, [desk.number_of(request.form)], moderator=moderator)


def _too_late(site: Site) -> int:
    """Return how much of a stroke counts already, where a whole one is undone."""
    batch = desk.uuid_of(request.form.get("batch", ""))
    return carried_out(db.session(), site.id, batch, now=now()) if batch else 0


def _intents_of(site: Site, moderator: Moderator) -> Mine:
    return mine(db.session(), site.id, moderator, now=now())


def _in_words(site: Site, row: IntendedDecision) -> dict[str, Any]:
    """Return who has decided and may undo it yet, for the card of a case."""
    book = desk.rulebook(site)
    rules = read_rules(book.document, book.version, speech().variant)
    return answers.intended_words(rules, row, now=now())


def _rules_for(site: Site, language: str) -> Sequence[Rule]:
    """Return the rules in the language of a comment, which its author reads."""
    book = desk.rulebook(site)
    spoken = Speech(language.partition("-")[0], site.address is Address.SIE)
    return read_rules(book.document, book.version, spoken.variant).rules
