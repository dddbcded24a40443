"""The text of a comment as a form field, whoever writes it."""

from __future__ import annotations

from unicodedata import category

from wtforms import Form, TextAreaField, ValidationError

from commentbox.text.incoming import tidy
from commentbox.web.i18n import gettext as _

MAX_BODY = 10_000

#: Kinds of characters of which a text alone would show nothing.
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}


class BodyForm(Form):
    """A text and nothing else: for an edit and for the preview."""

    body = TextAreaField(filters=[lambda text: tidy(text or "")])

    def validate_body(self, field: TextAreaField) -> None:
        if all(category(letter) in UNSEEN for letter in field.data or ""):
            raise ValidationError(_("Please write something."))
        length = _length_as_sent(field)
        if length > MAX_BODY:
            raise ValidationError(
                _(
                    "This is too long: %(length)s characters, at most %(max)s fit.",
                    length=length,
                    max=MAX_BODY,
                )
            )


def _length_as_sent(field: TextAreaField) -> int:
    """Count the code points that were sent: composed they may be fewer, or more."""
    sent = field.raw_data[0] if field.raw_data else ""
    return len(sent.replace("\r\n", "\n").strip())
