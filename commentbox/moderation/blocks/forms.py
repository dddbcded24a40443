"""What a moderator sends to block an author."""

from __future__ import annotations

from wtforms import Form, StringField, TextAreaField, ValidationError

from commentbox.text.incoming import tidy
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import required

MAX_REASON = 500


class LiftForm(Form):
    reason = TextAreaField(filters=[lambda text: tidy(text or "")])

    def validate_reason(self, field: TextAreaField) -> None:
        if len(field.data or "") > MAX_REASON:
            raise ValidationError(_("At most %(n)s characters, please.", n=MAX_REASON))


class BlockForm(LiftForm):
    comment = StringField()
    kind = StringField()
    duration = StringField(validators=[required])

    def validate_reason(self, field: TextAreaField) -> None:
        if not field.data:
            raise ValidationError(_("Please say why."))
        super().validate_reason(field)
