"""What a publisher sends of an article."""

from __future__ import annotations

import re

from wtforms import Form, StringField, ValidationError
from wtforms.validators import Optional

from commentbox.articles.put_article import ArticleFacts
from commentbox.domain.errors import InvalidFields
from commentbox.models import Discussion
from commentbox.text.incoming import safe_url, tidy_line
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import parse_time, required

#: Bytes of UTF-8; an index entry has no room for more.
MAX_KEY = 2000
MAX_TITLE = 500
MAX_URL = 2000
#: Bytes of UTF-8.
MAX_BODY = 1_000_000
MAX_LANGUAGE = 10
LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

#: The fields as JSON has them.
FIELDS = {
    "url": str,
    "title": str,
    "author": str,
    "language": str,
    "published_at": str,
    "body": str,
    "comments": str,
}


def checked_key(key: str) -> str:
    """Return the key of an article. Raises ``InvalidFields`` for what is none."""
    if not 0 < len(key.encode("utf-8", "replace")) <= MAX_KEY or not key.isprintable():
        raise InvalidFields({"article": [_("This is not a key of an article.")]})
    return key


class ArticleForm(Form):
    url = StringField(validators=[required])
    title = StringField(validators=[required])
    author = StringField(validators=[Optional()])
    language = StringField(validators=[Optional()])
    published_at = StringField(validators=[Optional()])
    body = StringField(validators=[Optional()])
    comments = StringField(validators=[Optional()])

    def validate_url(self, field: StringField) -> None:
        url = field.data or ""
        if len(url) > MAX_URL or safe_url(url) is None or "://" not in url:
            raise ValidationError(_("This must be an address with http or https."))

    def validate_title(self, field: StringField) -> None:
        if not 0 < len(tidy_line(field.data or "")) <= MAX_TITLE:
            raise ValidationError(
                _("This must have 1 to %(n)s characters.", n=MAX_TITLE)
            )

    def validate_author(self, field: StringField) -> None:
        if len(field.data or "") > MAX_TITLE:
            raise ValidationError(
                _("This must have 1 to %(n)s characters.", n=MAX_TITLE)
            )

    def validate_language(self, field: StringField) -> None:
        tag = field.data or ""
        if len(tag) > MAX_LANGUAGE or not LANGUAGE_TAG.fullmatch(tag):
            raise ValidationError(_("This must be a language tag such as de or en."))

    def validate_published_at(self, field: StringField) -> None:
        try:
            parse_time(field.data or "")
        except ValueError:
            raise ValidationError(
                _("This must be a time such as 2026-01-31T12:00:00Z.")
            ) from None

    def validate_body(self, field: StringField) -> None:
        if len((field.data or "").encode("utf-8", "replace")) > MAX_BODY:
            raise ValidationError(_("This is too long: at most 1 MB."))

    def validate_comments(self, field: StringField) -> None:
        if field.data not in set(Discussion):
            known = ", ".join(Discussion)
            raise ValidationError(_("This is one of: %(known)s.", known=known))

    def to_facts(self) -> ArticleFacts:
        """Return what was sent. The form must have been validated."""
        url = safe_url(self.url.data or "")
        if url is None:
            raise ValueError("the form was not validated")
        moment, comments = self.published_at.data, self.comments.data
        return ArticleFacts(
            url=url,
            title=self.title.data or "",
            author=self.author.data or None,
            language=self.language.data or None,
            published_at=parse_time(moment) if moment else None,
            body=self.body.data,
            comments=Discussion(comments) if comments else None,
        )
