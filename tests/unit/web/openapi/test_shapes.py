"""Schemas in words."""

from __future__ import annotations

from typing import Any

import pytest

from commentbox.web.openapi.shapes import fields, kind

OTHER = {"$ref": "#/components/schemas/Comment"}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "uuid"}, "id (UUID)"),
        ({"type": ["string", "null"]}, "text or null"),
        ({"type": "string", "maxLength": 5}, "text, up to 5 characters"),
        (
            {"type": "string", "minLength": 1, "maxLength": 10000},
            "text, 1 to 10,000 characters",
        ),
        ({"type": "string", "pattern": "^[a-z]$"}, "text matching ^[a-z]$"),
        ({"type": "integer", "minimum": 0}, "whole number"),
        ({"type": "integer", "minimum": 1}, "whole number, at least 1"),
        (
            {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
            "whole number, 1 to 100; 50 if left out",
        ),
        ({"type": "boolean"}, "true or false"),
        ({"const": True, "type": "boolean"}, "always true"),
        ({"enum": ["a", "b", None]}, "a, b or null"),
        ({"enum": ["a"]}, "a"),
        ({"type": "array", "items": {"type": "string"}}, "list of texts"),
        (
            {
                "type": "array",
                "minItems": 1,
                "maxItems": 9,
                "items": {"type": "integer"},
            },
            "list of 1 to 9 whole numbers",
        ),
        (
            {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "object of lists of texts",
        ),
        ({"type": "object", "additionalProperties": OTHER}, "object of Comment"),
        (OTHER, "Comment"),
        ({**OTHER, "default": "x"}, "Comment; x if left out"),
        ({"type": "array", "items": OTHER}, "list of Comment"),
        ({"anyOf": [OTHER, {"type": "null"}]}, "Comment or null"),
        ({"description": "Ignored."}, "anything"),
    ],
)
def test_a_kind_in_words(schema: dict[str, Any], words: str) -> None:
    said = kind(schema)

    assert said.before + (said.schema or "") + said.after == words


def test_fields_of_inner_objects_stand_in_the_same_table() -> None:
    inner = {"type": "object", "properties": {"text": {"type": "string"}}}
    schema = {
        "type": "object",
        "required": ["list"],
        "properties": {
            "list": {"type": "array", "items": inner},
            "perhaps": {"anyOf": [inner, {"type": "null"}]},
            "other": OTHER,
        },
    }

    table = {field.name: field.required for field in fields(schema)}

    assert table == {
        "list": True,
        "list[].text": False,
        "perhaps": False,
        "perhaps.text": False,
        "other": False,
    }
