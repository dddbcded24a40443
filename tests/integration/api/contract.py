"""Holds an answer against the OpenAPI document: status, headers, media type, body."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from openapi_schema_validator import OAS31Validator, oas31_format_checker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

from commentbox.web.openapi.document import document, operations, resolve
from tests.conftest import BASE_URL

Schema = dict[str, Any]

DOCUMENT = document(BASE_URL)
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for method, path, operation in operations(DOCUMENT)
}

#: Headers that mean something to a program: an answer has none that is not described.
TELLING = {
    "Access-Control-Allow-Origin",
    "ETag",
    "Last-Modified",
    "Location",
    "Retry-After",
    "WWW-Authenticate",
}


def is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


formats = deepcopy(oas31_format_checker)
formats.checks("uri", raises=ValueError)(is_uri)


def closed(node: Any) -> Any:
    """Return schemas that allow no member which they do not describe.

    The document leaves answers open, so that they may grow; we may not forget to say.
    """
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    inner = {key: closed(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict) and "type" in node:
        inner.setdefault("additionalProperties", False)
    return inner


STRICT: Schema = {**DOCUMENT, "components": closed(DOCUMENT["components"])}


def faults(value: Any, schema: Schema) -> list[str]:
    """Return what is wrong with a value of a schema of the document."""
    whole = Resource.from_contents(STRICT, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:document", whole)
    validator = OAS31Validator(
        absolute(schema), registry=registry, format_checker=formats
    )
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(value)]


def absolute(node: Any) -> Any:
    """Return a schema whose references lead into the document."""
    if isinstance(node, list):
        return [absolute(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: f"urn:document{value}" if key == "$ref" else absolute(value)
        for key, value in node.items()
    }


def check(operation: str, response: TestResponse) -> None:
    """Fail where the answer is not one that the document describes."""
    described = OPERATIONS[operation][2]["responses"]
    known = described.get(str(response.status_code), described.get("default"))
    assert known is not None, f"{operation} never answers {response.status_code}"
    answer = resolve(DOCUMENT, known)
    check_headers(answer.get("headers", {}), response)
    check_body(answer.get("content"), response)


def check_headers(described: Schema, response: TestResponse) -> None:
    unsaid = (TELLING & set(response.headers.keys())) - described.keys()
    assert not unsaid, unsaid
    for name, reference in described.items():
        header = resolve(DOCUMENT, reference)
        value: Any = response.headers.get(name)
        if value is None:
            assert not header.get("required"), f"{name} is missing"
            continue
        if header["schema"].get("type") == "integer":
            value = int(value)
        assert not faults(value, header["schema"]), f"{name}: {value}"


def check_body(described: Schema | None, response: TestResponse) -> None:
    if described is None:
        assert response.data == b""
        return
    assert response.mimetype in described, response.mimetype
    schema = described[response.mimetype]["schema"]
    if response.mimetype.endswith("json"):
        value = json.loads(response.data)
    else:
        value = response.get_data(as_text=True)
    wrong = faults(value, schema)
    assert not wrong, wrong
