"""What a moderator sends: the desk's form and JSON, validated by one class."""

from __future__ import annotations

from wtforms import Form, IntegerField, StringField, ValidationError
from wtforms.validators import Optional

from commentbox.domain.states import State
from commentbox.moderation.decide import Intent
from commentbox.text.incoming import tidy
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import required

MAX_NOTE = 5000

#: The fields as JSON has them.
FIELDS = {"to": str, "revision": int, "from": str, "rule": str, "note": str}


def is_state(_form: Form, field: StringField) -> None:
    if field.data not in set(State):
        known = ", ".join(State)
        raise ValidationError(_("This is one of: %(known)s.", known=known))


class DecisionForm(Form):
    to = StringField(validators=[required, is_state])
    revision = IntegerField(validators=[required])
    rule = StringField(validators=[Optional()])
    note = StringField(validators=[Optional()], filters=[lambda text: tidy(text or "")])
    #: Of the desk's form: the code of a rule, and after a blank one of its reasons.
    reason = StringField(
        validators=[Optional()], filters=[lambda text: tidy(text or "")]
    )

    def validate_note(self, _field: StringField) -> None:
        if len(self.whole_note) > MAX_NOTE:
            raise ValidationError(_("At most %(n)s characters, please.", n=MAX_NOTE))

    @property
    def whole_note(self) -> str:
        """Return the reason that was chosen, then the moderator's own words."""
        _code, _blank, sentence = (self.reason.data or "").partition(" ")
        return "\n\n".join(part for part in (sentence, self.note.data) if part)

    @property
    def named_rule(self) -> str | None:
        """Return the rule: that of the button, else that of the reason."""
        code, _blank, _sentence = (self.reason.data or "").partition(" ")
        return self.rule.data or code or None

    def to_intent(self) -> Intent:
        """Return what is wanted. The form must have been validated."""
        seen = self["from"].data
        return Intent(
            to=State(self.to.data or ""),
            revision=int(self.revision.data or 0),
            seen=State(seen) if seen else None,
            rule=self.named_rule,
            note=self.whole_note,
        )


# ``from`` is a word of Python, so it cannot be written as the other fields are.
setattr(DecisionForm, "from", StringField(validators=[Optional(), is_state]))
