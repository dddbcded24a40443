"""One WTForms class for a page form and for JSON: the same rules, the same words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form
from wtforms.validators import StopValidation

from commentbox.domain.errors import InvalidFields
from commentbox.web.i18n import gettext as _


def from_json(
    body: Mapping[str, Any], types: Mapping[str, type]
) -> MultiDict[str, str]:
    """Return JSON fields as form data. Raises ``InvalidFields``.

    ``types`` names every known field; an unknown one is refused, so that a typo is
    an error and no caller can set what is not theirs. ``null`` means left out, and
    ``1.0`` is a whole number (JSON Schema 2020-12, 4.2.3).
    """
    errors = {}
    data = MultiDict[str, str]()
    for name, given in body.items():
        value = _number(given)
        wanted = types.get(name)
        if wanted is None:
            errors[name] = [_("This field is not known here.")]
        elif value is None:
            continue
        elif type(value) is not wanted:
            errors[name] = [_wrong_type(wanted)]
        else:
            data[name] = str(value).lower() if wanted is bool else str(value)
    if errors:
        raise InvalidFields(errors)
    return data


def _number(value: Any) -> Any:
    """Return a whole number as one, however it was written; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _wrong_type(wanted: type) -> str:
    if wanted is bool:
        return _("This must be true or false.")
    if wanted is int:
        return _("This must be a whole number.")
    return _("This must be a text.")


def required(_form: Form, field: Field) -> None:
    """Refuse a field that is missing or empty, in the reader's language."""
    if not field.raw_data or not field.raw_data[0]:
        field.errors = []
        raise StopValidation(_("This is needed."))


def check(form: Form) -> None:
    """Raise ``InvalidFields`` with the messages of a form that does not validate."""
    if not form.validate():
        raise InvalidFields(
            {name: [str(m) for m in messages] for name, messages in form.errors.items()}
        )


def parse_time(text: str) -> datetime:
    """Return an RFC 3339 time in UTC. Raises ``ValueError``, also without a zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the first and the last hours of the calendar") from None
