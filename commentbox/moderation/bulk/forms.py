"""What a moderator sends to decide about many cases."""

from __future__ import annotations

from collections.abc import Collection

from wtforms import Form, StringField, ValidationError
from wtforms.validators import Optional

from commentbox.domain.errors import InvalidFields
from commentbox.domain.states import NEEDS_RULE, State
from commentbox.moderation.captions import STROKES
from commentbox.moderation.forms import MAX_NOTE, is_state
from commentbox.text.incoming import tidy
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import required


class StrokeForm(Form):
    to = StringField(validators=[required, is_state])
    rule = StringField(validators=[Optional()])
    note = StringField(validators=[Optional()], filters=[lambda text: tidy(text or "")])

    @property
    def state(self) -> State:
        """Return where the cases are to go. The form must have been validated."""
        return State(self.to.data or "")

    def validate_to(self, field: StringField) -> None:
        if field.data not in STROKES:
            raise ValidationError(_("Nothing can be sent back to this lane."))

    def validate_note(self, field: StringField) -> None:
        if len(field.data or "") > MAX_NOTE:
            raise ValidationError(_("At most %(n)s characters, please.", n=MAX_NOTE))

    def check_rule(self, codes: Collection[str]) -> None:
        """Raise ``InvalidFields`` where a rule is needed and none of these is named."""
        if self.state in NEEDS_RULE and self.rule.data not in codes:
            raise InvalidFields({"rule": [_("Please say which rule was broken.")]})
