"""Decide about many cases: the page that shows what it would be, and the stroke."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from flask import Response, flash, request

from commentbox.domain.errors import InvalidFields
from commentbox.domain.states import NEEDS_RULE, State
from commentbox.extensions import db
from commentbox.moderation import desk
from commentbox.moderation.bulk.forms import StrokeForm
from commentbox.moderation.bulk.look import Look, Skipped, look_at
from commentbox.moderation.bulk.seen import Seen, all_of, read_picked
from commentbox.moderation.bulk.stroke import AT_ONCE, Stroke, carry_out
from commentbox.moderation.bulk.words import decided_words, heading, nothing_to_do
from commentbox.moderation.captions import lane_title, stroke_name
from commentbox.moderation.feedback import rules_now
from commentbox.moderation.place import Place
from commentbox.moderation.wording import state_name
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import desk_blueprint, desk_page, moderator, writing
from commentbox.web.json_form import check

bp = desk_blueprint("bulk", __name__)


@bp.post("/desk/bulk")
def look() -> Response:
    """Show what a stroke would do. Nothing changes: it is a POST since ids are many."""
    place = desk.asked_place()
    form = StrokeForm(request.form)
    check(form)
    picked = _picked(place)
    if not picked:
        flash(nothing_to_do(), "")
        return see_other(place.here())
    return _page(place, form, _look(place, picked, form.state))


@bp.post("/desk/bulk/decisions")
def carry() -> Response:
    place = desk.asked_place()
    form = StrokeForm(request.form)
    check(form)
    picked = read_picked(request.form.getlist("case"))
    errors = _rule_errors(place, form)
    if errors:
        return _page(place, form, _look(place, picked, form.state), errors, 422)
    skipped = _carried(place, picked, form)
    flash(decided_words(form.state, len(picked) - len(skipped), skipped), "")
    return see_other(place.here())


def _picked(place: Place) -> list[Seen]:
    """Return the ticked cases, or all that match a view that is narrowed."""
    if "all" in request.form and place.view.narrowed:
        return all_of(db.session(), place.site, place.view, moderator())
    return read_picked(request.form.getlist("case"))


def _look(place: Place, picked: Sequence[Seen], to: State) -> Look:
    return look_at(
        db.session(), place.site.id, picked, to, moderator=moderator(), now=now()
    )


def _rule_errors(place: Place, form: StrokeForm) -> dict[str, list[str]]:
    """Return what is wrong with the rule; the same as a single decision would say."""
    codes = {rule.code for rule in rules_now(db.session(), place.site.id).rules}
    try:
        form.check_rule(codes)
    except InvalidFields as error:
        return error.errors
    return {}


def _carried(place: Place, picked: Sequence[Seen], form: StrokeForm) -> list[Skipped]:
    """Decide, some at a time, so that others can write in between."""
    moment, site_id, undo_s = now(), place.site.id, place.site.undo_seconds
    # While many are stored, the first would come due: the whole time is for undoing.
    undo = timedelta(seconds=undo_s + len(picked) // AT_ONCE) if undo_s else timedelta()
    stroke = Stroke(
        to=form.state,
        rule=form.rule.data if form.state in NEEDS_RULE else None,
        note=form.note.data or "",
        batch=uuid4(),
        undo=undo,
    )
    skipped: list[Skipped] = []
    for start in range(0, len(picked), AT_ONCE):
        session, who = writing()
        some = picked[start : start + AT_ONCE]
        skipped += carry_out(session, site_id, some, stroke, moderator=who, now=moment)
        session.commit()
    return skipped


def _page(
    place: Place,
    form: StrokeForm,
    look: Look,
    errors: dict[str, list[str]] | None = None,
    status: int = 200,
) -> Response:
    return desk_page(
        "moderation/bulk.html",
        place.site,
        status,
        section="comments",
        place=place,
        form=form,
        look=look,
        errors=errors or {},
        heading=heading(look.to, len(look.cases)),
        act=stroke_name(look.to),
        needs_rule=look.to in NEEDS_RULE,
        rules=rules_now(db.session(), place.site.id).rules,
        state_name=state_name,
        lane_title=lane_title,
    )
