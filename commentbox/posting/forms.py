"""What a reader sends: the page form and JSON, validated by one class."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import Optional

from commentbox.domain.submission import Consent, Source, Submission
from commentbox.models import Article
from commentbox.rulebook.document import Notice
from commentbox.text.incoming import safe_url, tidy_line
from commentbox.web.body_form import BodyForm
from commentbox.web.email import checked_email
from commentbox.web.i18n import gettext as _

MAX_NAME = 100
MAX_URL = 500
#: The fields as JSON has them.
FIELDS = {
    "author_name": str,
    "author_email": str,
    "author_url": str,
    "body": str,
    "parent": str,
    "consent": bool,
    "notice_version": int,
}


class CommentForm(BodyForm):
    author_name = StringField(filters=[lambda text: tidy_line(text or "")])
    author_email = StringField(
        validators=[Optional()], filters=[lambda text: tidy_line(text or "")]
    )
    author_url = StringField(
        validators=[Optional()], filters=[lambda text: tidy_line(text or "")]
    )
    parent = StringField(validators=[Optional()])
    consent = BooleanField(false_values=("", "false", "0", "off"))
    notice_version = StringField(validators=[Optional()])

    def __init__(self, *args: Any, name_required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_required = name_required

    def validate_author_name(self, field: StringField) -> None:
        if self.name_required and not field.data:
            raise ValidationError(_("Please enter a name."))
        if len(field.data or "") > MAX_NAME:
            raise ValidationError(_("At most %(n)s characters, please.", n=MAX_NAME))

    def validate_author_email(self, field: StringField) -> None:
        try:
            checked_email(field.data or "")
        except ValueError:
            raise ValidationError(
                _("This does not look like an e-mail address.")
            ) from None

    def validate_author_url(self, field: StringField) -> None:
        if len(field.data or "") > MAX_URL or safe_url(field.data or "") is None:
            raise ValidationError(_("This must be an address with http or https."))

    def validate_parent(self, field: StringField) -> None:
        try:
            UUID(field.data or "")
        except ValueError:
            raise ValidationError(
                _("The comment you answer does not exist here (any more).")
            ) from None

    def validate_consent(self, field: BooleanField) -> None:
        if field.data is not True:
            raise ValidationError(
                _("Without your agreement we cannot store the comment.")
            )

    def validate_notice_version(self, field: StringField) -> None:
        if not (field.data or "").isdecimal():
            raise ValidationError(_("This must be a whole number."))

    def to_submission(
        self, article: Article, notice: Notice, *, source: Source, now: datetime
    ) -> Submission:
        """Return what was sent, typed. The form must have been validated."""
        consent = Consent(
            notice_version=notice.version,
            text_hash=notice.text_hash,
            mode=notice.mode,
            language=notice.language,
            given_at=now,
        )
        return Submission(
            article_id=article.id,
            parent_id=UUID(self.parent.data) if self.parent.data else None,
            author_name=self.author_name.data or "",
            author_email=self.author_email.data or None,
            author_url=safe_url(self.author_url.data or ""),
            body=self.body.data or "",
            language=article.language,
            source=source,
            consent=consent,
            posted_at=now,
        )
