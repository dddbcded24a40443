"""What a moderator sends from a case beside a decision: a note, a passage to hide."""

from __future__ import annotations

import re
from typing import Final

from wtforms import Form, IntegerField, StringField, ValidationError

from commentbox.models import Audience
from commentbox.moderation.case.redact import Passage
from commentbox.moderation.forms import MAX_NOTE
from commentbox.text.incoming import tidy
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import required

#: No text has a passage more often.
COUNT: Final = re.compile("[0-9]{1,5}")


def _tidy(text: str | None) -> str:
    return tidy(text or "")


class NoteForm(Form):
    body = StringField(filters=[_tidy])
    audience = StringField()

    def validate_body(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_("Please write something."))
        if len(field.data) > MAX_NOTE:
            raise ValidationError(_("At most %(n)s characters, please.", n=MAX_NOTE))

    def validate_audience(self, field: StringField) -> None:
        if field.data not in set(Audience):
            raise ValidationError(_("Please say who shall read it."))


class PassageForm(Form):
    passage = StringField(filters=[_tidy])
    occurrence = StringField(filters=[_tidy])
    rule = StringField()
    revision = IntegerField(validators=[required])

    def validate_passage(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_("Please say which words shall be hidden."))

    def validate_occurrence(self, field: StringField) -> None:
        if field.data and not COUNT.fullmatch(field.data):
            raise ValidationError(_("This must be a whole number."))

    def validate_rule(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_("Please say which rule was broken."))

    def to_passage(self) -> Passage:
        """Return what shall be hidden. The form must have been validated."""
        return Passage(
            text=self.passage.data or "",
            rule=self.rule.data or "",
            revision=int(self.revision.data or 0),
            occurrence=int(self.occurrence.data) if self.occurrence.data else None,
        )
