"""JSON becomes form data: what is known, of the right type, and nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from wtforms import Form, StringField, ValidationError
from wtforms.validators import Length

from commentbox.domain.errors import InvalidFields
from commentbox.web.json_form import check, from_json, parse_time, required

TYPES = {"body": str, "consent": bool, "notice_version": int}

NOT_A_TEXT = "This must be a text."
NOT_A_NUMBER = "This must be a whole number."
NOT_A_CLAIM = "This must be true or false."


@pytest.mark.parametrize(
    ("body", "data"),
    [
        ({}, {}),
        ({"body": "Well said."}, {"body": "Well said."}),
        ({"body": ""}, {"body": ""}),
        ({"body": "true"}, {"body": "true"}),
        ({"consent": True}, {"consent": "true"}),
        ({"consent": False}, {"consent": "false"}),
        ({"notice_version": 3}, {"notice_version": "3"}),
        ({"notice_version": -1}, {"notice_version": "-1"}),
        # A whole number, however it is written.
        ({"notice_version": 3.0}, {"notice_version": "3"}),
        # Null means left out.
        ({"body": None, "consent": None, "notice_version": None}, {}),
    ],
)
def test_known_fields_become_form_data(
    body: dict[str, Any], data: dict[str, str]
) -> None:
    assert from_json(body, TYPES).to_dict() == data


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("body", 1, NOT_A_TEXT),
        ("body", True, NOT_A_TEXT),
        ("body", ["Well said."], NOT_A_TEXT),
        ("body", {"text": "Well said."}, NOT_A_TEXT),
        ("consent", "true", NOT_A_CLAIM),
        ("consent", 1, NOT_A_CLAIM),
        ("consent", 0, NOT_A_CLAIM),
        ("consent", [], NOT_A_CLAIM),
        ("notice_version", "1", NOT_A_NUMBER),
        ("notice_version", 1.5, NOT_A_NUMBER),
        ("notice_version", float("inf"), NOT_A_NUMBER),
        # In Python a bool is an int; here it is not.
        ("notice_version", True, NOT_A_NUMBER),
        ("notice_version", False, NOT_A_NUMBER),
    ],
)
def test_a_field_of_another_type_is_refused(
    name: str, value: Any, message: str
) -> None:
    with pytest.raises(InvalidFields) as refused:
        from_json({name: value}, TYPES)

    assert refused.value.errors == {name: [message]}


@pytest.mark.parametrize("value", ["x", None, 1, []])
def test_an_unknown_field_is_refused_whatever_it_holds(value: Any) -> None:
    with pytest.raises(InvalidFields) as refused:
        from_json({"body": "Well said.", "state": value}, TYPES)

    assert refused.value.errors == {"state": ["This field is not known here."]}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidFields) as refused:
        from_json({"body": 1, "consent": "yes", "": 0, "body ": "x"}, TYPES)

    assert set(refused.value.errors) == {"body", "consent", "", "body "}


class NameForm(Form):
    name = StringField(validators=[required, Length(max=5, message="Too long.")])

    def validate_name(self, field: StringField) -> None:
        if field.data == "Mall":
            raise ValidationError("Not here.")


def test_a_form_that_validates_passes() -> None:
    check(NameForm(from_json({"name": "Ada"}, {"name": str})))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "This is needed."),
        ({"name": None}, "This is needed."),
        ({"name": ""}, "This is needed."),
        ({"name": "Adalbert"}, "Too long."),
        ({"name": "Mall"}, "Not here."),
    ],
)
def test_a_form_that_does_not_validate_says_why_by_field(
    body: dict[str, Any], message: str
) -> None:
    form = NameForm(from_json(body, {"name": str}))

    with pytest.raises(InvalidFields) as refused:
        check(form)

    assert refused.value.errors == {"name": [message]}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T12:00:00Z", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026-01-31T12:00:00.250Z", datetime(2026, 1, 31, 12, 0, 0, 250_000, UTC)),
        ("2026-01-31T12:00:00+02:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31T12:00:00-05:30", datetime(2026, 1, 31, 17, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_utc(text: str, moment: datetime) -> None:
    read = parse_time(text)

    assert read == moment
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-01-31",
        "2026-01-31T12:00:00",
        "2026-02-30T12:00:00Z",
        "1769860800",
        # In UTC these lie outside of the calendar: no database could store them.
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
    ],
)
def test_a_time_that_cannot_be_placed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_time(text)
