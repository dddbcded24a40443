"""What somebody of the site sends as an answer."""

from __future__ import annotations

from wtforms import StringField, ValidationError
from wtforms.validators import Optional

from commentbox.domain.states import State
from commentbox.domain.submission import Badge
from commentbox.moderation.answering.answer import Answer
from commentbox.moderation.decide import Intent
from commentbox.web.body_form import BodyForm
from commentbox.web.i18n import gettext as _

#: The button that approves what is answered with the same stroke.
APPROVE = "approve"
#: No author sends more texts than there are numbers of so many digits.
DIGITS = 4


class AnswerForm(BodyForm):
    badge = StringField()
    action = StringField(validators=[Optional()])
    revision = StringField(validators=[Optional()])
    seen = StringField(validators=[Optional()])
    takeover = StringField(validators=[Optional()])

    def validate_badge(self, field: StringField) -> None:
        if field.data not in set(Badge):
            raise ValidationError(_("Please say as whom you answer."))

    def validate_revision(self, field: StringField) -> None:
        number = field.data or ""
        if not (number.isdecimal() and len(number) <= DIGITS):
            raise ValidationError(_("This must be a whole number."))

    def validate_seen(self, field: StringField) -> None:
        if field.data not in set(State):
            known = ", ".join(State)
            raise ValidationError(_("This is one of: %(known)s.", known=known))

    def to_answer(self) -> Answer:
        """Return what is wanted. The form must have been validated."""
        return Answer(
            body=self.body.data or "",
            badge=Badge(self.badge.data or ""),
            approving=self._approving(),
            takeover=bool(self.takeover.data),
        )

    def _approving(self) -> Intent | None:
        if self.action.data != APPROVE:
            return None
        seen = self.seen.data
        return Intent(
            to=State.APPROVED,
            revision=int(self.revision.data or 0),
            seen=State(seen) if seen else None,
        )
