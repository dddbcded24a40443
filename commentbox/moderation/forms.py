"""What a moderator sends: the desk's form and JSON, validated by one class."""

from __future__ import annotations

from wtforms import Form, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Optional

from commentbox.domain.states import State
from commentbox.moderation.decide import Intent
from commentbox.text.incoming import tidy
from commentbox.web.i18n import gettext as _

MAX_NOTE = 5000

#: The fields as JSON has them.
FIELDS = {"to": str, "revision": int, "from": str, "rule": str, "note": str}

STATES = [(state.value, state.value) for state in State]


class DecisionForm(Form):
    to = SelectField(choices=STATES, validators=[InputRequired()])
    revision = IntegerField(validators=[InputRequired()])
    rule = StringField(validators=[Optional()])
    note = StringField(validators=[Optional()], filters=[lambda text: tidy(text or "")])

    def validate_note(self, field: StringField) -> None:
        if len(field.data or "") > MAX_NOTE:
            raise ValidationError(_("At most %(n)s characters, please.", n=MAX_NOTE))

    def to_intent(self) -> Intent:
        """Return what is wanted. The form must have been validated."""
        seen = self["from"].data
        return Intent(
            to=State(self.to.data),
            revision=int(self.revision.data or 0),
            seen=State(seen) if seen else None,
            rule=self.rule.data or None,
            note=self.note.data or "",
        )


# ``from`` is a word of Python, so it cannot be written as the other fields are.
setattr(  # noqa: B010
    DecisionForm, "from", SelectField(choices=STATES, validators=[Optional()])
)
