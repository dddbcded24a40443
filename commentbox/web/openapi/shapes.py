"""What a JSON schema says, in words for a table: each field, its kind, its bounds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

SCHEMAS = "#/components/schemas/"

WORDS = {
    "uuid": "id (UUID)",
    "date-time": "time (RFC 3339)",
    "uri": "address (URI)",
    "email": "e-mail address",
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The kind of a value: words around the name of another schema, if there is one."""

    before: str = ""
    schema: str | None = None
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A row of a table."""

    name: str
    kind: Kind
    required: bool
    text: str


def fields(schema: Schema, prefix: str = "") -> Iterator[Field]:
    """Return every field, those of inner objects as ``outer.inner``."""
    required = schema.get("required", [])
    for name, inner in schema.get("properties", {}).items():
        yield Field(
            name=prefix + name,
            kind=kind(inner),
            required=name in required,
            text=inner.get("description", ""),
        )
        holder, mark = _holder(inner)
        yield from fields(holder, f"{prefix}{name}{mark}.")


def kind(schema: Schema) -> Kind:
    """Return what a value is, in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(SCHEMAS)
        return Kind(schema=name, after=_default(schema))
    if "anyOf" in schema:
        inner = kind(schema["anyOf"][0])
        return Kind(before=inner.before, schema=inner.schema, after=" or null")
    if "const" in schema:
        return Kind(before=f"always {_said(schema['const'])}")
    if "enum" in schema:
        return Kind(before=_listed(schema["enum"]) + _default(schema))
    if "type" not in schema:
        return Kind(before="anything")
    said: str | list[str] = schema["type"]
    types = said if isinstance(said, list) else [said]
    null = " or null" if "null" in types else ""
    if "array" in types:
        inner = kind(schema["items"])
        before = f"list of {_bounds(schema, 'Items')}{_many(inner.before)}"
        return Kind(before=before, schema=inner.schema, after=inner.after + null)
    if "object" in types and "additionalProperties" in schema:
        values = schema["additionalProperties"]
        inner = kind(values) if isinstance(values, dict) else Kind()
        before = f"object of {_many(inner.before)}"
        return Kind(before=before, schema=inner.schema, after=inner.after + null)
    type_: str = schema.get("format", types[0])
    word = WORDS.get(type_, type_)
    return Kind(before=word + null + _limits(schema) + _default(schema))


def _holder(schema: Schema) -> tuple[Schema, str]:
    """Return the object whose fields belong in the same table, and how to say so."""
    if "anyOf" in schema:
        return _holder(schema["anyOf"][0])
    if schema.get("type") == "array":
        return schema["items"], "[]"
    return schema, ""


def _limits(schema: Schema) -> str:
    if length := _bounds(schema, "Length"):
        return f", {length}characters"
    if "pattern" in schema:
        return f" matching {schema['pattern']}"
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f", {least:,} to {most:,}"
    return f", at least {least:,}" if least else ""


def _bounds(schema: Schema, of: str) -> str:
    """Return ``1 to 500``, say, with a space behind; nothing where all is allowed."""
    least, most = schema.get(f"min{of}"), schema.get(f"max{of}")
    if most is None:
        return ""
    return f"{least:,} to {most:,} " if least else f"up to {most:,} "


def _many(word: str) -> str:
    """Return ``texts`` for ``text``, in a list of lists as well."""
    head, _of, rest = word.partition(" of ")
    plural = {"": "", "list": "lists", "whole number": "whole numbers"}
    return plural.get(head, f"{head}s") + (f" of {rest}" if rest else "")


def _default(schema: Schema) -> str:
    return f"; {_said(schema['default'])} if left out" if "default" in schema else ""


def _listed(values: list[Any]) -> str:
    said = [_said(value) for value in values]
    return " or ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
