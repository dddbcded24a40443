"""What is done at a case beside deciding: a note, a passage hidden or shown again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, request
from sqlalchemy.orm import Session
from wtforms import Form

from commentbox.domain.errors import CommentboxError, InvalidFields, StaleDecision
from commentbox.extensions import db
from commentbox.models import Audience, Moderator
from commentbox.moderation import desk
from commentbox.moderation.case.forms import NoteForm, PassageForm
from commentbox.moderation.case.notes import write_note
from commentbox.moderation.case.redact import hide, show_again
from commentbox.moderation.feedback import what_is_wrong
from commentbox.moderation.routes import case_page
from commentbox.text.incoming import xml_safe
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import desk_blueprint, moderator, writing
from commentbox.web.errors import ANSWERS
from commentbox.web.form_state import FormState
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import ngettext
from commentbox.web.json_form import check

bp = desk_blueprint("case", __name__)

#: What a change does, within its transaction; returns what is said of it.
Change = Callable[[Session, Moderator, UUID], str]


@bp.post("/desk/comments/<id_>/notes")
def post_note(id_: str) -> Response:
    form = NoteForm(request.form)

    def write(session: Session, by: Moderator, comment_id: UUID) -> str:
        audience = Audience(form.audience.data or "")
        text = form.body.data or ""
        write_note(
            session, comment_id, text, audience=audience, moderator=by, now=now()
        )
        if audience is Audience.AUTHOR:
            return _("Noted. The author reads it on the page of the comment.")
        return _("Noted for the team.")

    return _change(id_, form, write, "notes")


@bp.post("/desk/comments/<id_>/redactions")
def post_redaction(id_: str) -> Response:
    form = PassageForm(request.form)

    def cut(session: Session, by: Moderator, comment_id: UUID) -> str:
        passage = form.to_passage()
        rows = hide(session, comment_id, passage, moderator=by, now=now())
        return ngettext(
            "Hidden. Readers will see a marked gap.",
            "Hidden in %(n)s places. Readers will see a marked gap in each.",
            len(rows),
        )

    return _change(id_, form, cut, "hide")


@bp.post("/desk/comments/<id_>/redactions/<int(max=2147483647):redaction>/remove")
def remove_redaction(id_: str, redaction: int) -> Response:
    def restore(session: Session, by: Moderator, comment_id: UUID) -> str:
        show_again(session, comment_id, redaction, moderator=by, now=now())
        return _("The passage is part of the text again.")

    return _change(id_, None, restore, "hide")


def _change(id_: str, form: Form | None, change: Change, part: str) -> Response:
    """Do it and go back to that part of the case, or say what stood in the way."""
    comment = desk.asked_comment(id_)
    place = desk.place_around(comment, request.form)
    comment_id, number = comment.id, _number()
    try:
        if form is not None:
            check(form)
        session, by = writing()
        said = change(session, by, comment_id)
        session.commit()
    except (InvalidFields, StaleDecision) as error:
        db.session.rollback()
        return _refused(id_, part, error)
    flash(said, "")
    return see_other(f"{place.case(comment_id, number)}#{part}")


def _refused(id_: str, part: str, error: CommentboxError) -> Response:
    """Show the case as it is now, with what was typed and what is wrong with it."""
    comment = desk.asked_comment(id_)
    place = desk.place_around(comment, request.form)
    status = ANSWERS[type(error)][0]
    if not isinstance(error, InvalidFields):
        trouble = what_is_wrong(db.session(), error, moderator(), now=now())
        return case_page(comment, place, trouble=trouble, status=status)
    typed = {name: xml_safe(value) for name, value in request.form.items()}
    state = FormState(values=typed, errors=error.errors)
    return case_page(
        comment, place, number=_number(), status=status, forms={part: state}
    )


def _number() -> int | None:
    """Return which text of the comment was in view."""
    given = request.form.get("revision", "")
    return int(given) if given.isdecimal() and len(given) < len("1000") else None
