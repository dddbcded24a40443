"""The document itself: valid, whole, and at one with the code it describes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import validate

from commentbox.articles import forms as article_forms
from commentbox.domain.states import MOVES, State
from commentbox.domain.submission import ConsentMode
from commentbox.models import Discussion
from commentbox.moderation import api as moderation_api
from commentbox.moderation import forms as decision_forms
from commentbox.posting import attempt
from commentbox.posting import forms as comment_forms
from commentbox.publishing import page
from commentbox.publishing import routes as publishing_routes
from commentbox.publishing.syndication.routes import RENDERERS
from commentbox.web.body_form import MAX_BODY
from commentbox.web.openapi.document import document, operations, resolve
from tests.integration.api.contract import DOCUMENT, OPERATIONS, faults

SCHEMAS = DOCUMENT["components"]["schemas"]
PARAMETERS = DOCUMENT["components"]["parameters"]

JSON_TYPES: dict[type, str] = {str: "string", int: "integer", bool: "boolean"}


def test_the_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_the_document_names_the_server_it_runs_on() -> None:
    there = document("https://talk.example.net")

    assert there["servers"] == [{"url": "https://talk.example.net"}]
    assert "comments.example.org" not in json.dumps(there)


def test_every_operation_has_a_name_of_its_own_and_a_known_subject() -> None:
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    described = [operation for _, _, operation in operations(DOCUMENT)]

    assert len(described) == len(OPERATIONS)
    assert all(operation["tags"][0] in tags for operation in described)
    assert all(operation["summary"] for operation in described)


def test_every_component_is_used() -> None:
    used = set(re.findall(r'"\$ref": "#/components/([^"]+)"', json.dumps(DOCUMENT)))
    used |= {
        f"securitySchemes/{name}"
        for _, _, operation in OPERATIONS.values()
        for wanted in operation.get("security", [])
        for name in wanted
    }

    there = {
        f"{kind}/{name}"
        for kind, named in DOCUMENT["components"].items()
        for name in named
    }
    assert used == there


def with_examples(node: Any) -> Iterator[tuple[Any, Any]]:
    """Return every example with its schema."""
    if isinstance(node, dict):
        if "schema" in node and "example" in node:
            yield node["example"], node["schema"]
        for inner in node.values():
            yield from with_examples(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from with_examples(inner)


def test_every_example_is_what_it_is_an_example_of() -> None:
    examples = list(with_examples(DOCUMENT))

    wrong = [fault for value, schema in examples for fault in faults(value, schema)]

    assert len(examples) > 20
    assert wrong == []


@pytest.mark.parametrize(
    ("schema", "known"),
    [
        ("NewComment", comment_forms.FIELDS),
        ("NewText", {"body": str}),
        ("ArticleFacts", article_forms.FIELDS),
        ("NewDecision", decision_forms.FIELDS),
    ],
)
def test_a_body_has_the_fields_that_the_code_knows_and_no_others(
    schema: str, known: dict[str, type]
) -> None:
    described = SCHEMAS[schema]

    assert described["additionalProperties"] is False
    assert described["properties"].keys() == known.keys()
    for name, field in described["properties"].items():
        said = resolve(DOCUMENT, field)
        types = said.get("type", ["string"])
        assert JSON_TYPES[known[name]] in types, name


@pytest.mark.parametrize(
    ("described", "bound", "known"),
    [
        (SCHEMAS["Text"], "maxLength", MAX_BODY),
        (
            SCHEMAS["NewComment"]["properties"]["author_name"],
            "maxLength",
            comment_forms.MAX_NAME,
        ),
        (
            SCHEMAS["NewComment"]["properties"]["author_url"],
            "maxLength",
            comment_forms.MAX_URL,
        ),
        (
            SCHEMAS["ArticleFacts"]["properties"]["title"],
            "maxLength",
            article_forms.MAX_TITLE,
        ),
        (
            SCHEMAS["ArticleFacts"]["properties"]["url"],
            "maxLength",
            article_forms.MAX_URL,
        ),
        (
            SCHEMAS["ArticleFacts"]["properties"]["body"],
            "maxLength",
            article_forms.MAX_BODY,
        ),
        (
            SCHEMAS["ArticleFacts"]["properties"]["language"],
            "maxLength",
            article_forms.MAX_LANGUAGE,
        ),
        (
            SCHEMAS["NewDecision"]["properties"]["note"],
            "maxLength",
            decision_forms.MAX_NOTE,
        ),
        (PARAMETERS["ArticleInQuery"]["schema"], "maxLength", article_forms.MAX_KEY),
        (PARAMETERS["ThreadLimit"]["schema"], "maximum", page.MAX_LIMIT),
        (PARAMETERS["ThreadLimit"]["schema"], "default", page.DEFAULT_LIMIT),
        (PARAMETERS["QueueLimit"]["schema"], "maximum", moderation_api.MAX_LIMIT),
        (
            OPERATIONS["countComments"][2]["parameters"][0]["schema"],
            "maxItems",
            publishing_routes.MAX_COUNTED,
        ),
    ],
)
def test_a_bound_is_that_of_the_code(
    described: dict[str, Any], bound: str, known: int
) -> None:
    assert described[bound] == known


def test_a_key_of_idempotency_is_as_long_as_the_code_takes() -> None:
    pattern = PARAMETERS["IdempotencyKey"]["schema"]["pattern"]

    assert f",{attempt.MAX_KEY}}}" in pattern


@pytest.mark.parametrize(
    ("described", "known"),
    [
        (SCHEMAS["State"], State),
        (SCHEMAS["ConsentMode"], ConsentMode),
        (SCHEMAS["Article"]["properties"]["comments"], Discussion),
        (PARAMETERS["Sort"]["schema"], page.Sort),
        (PARAMETERS["FeedFormat"]["schema"], RENDERERS),
    ],
)
def test_a_choice_is_that_of_the_code(described: dict[str, Any], known: Any) -> None:
    assert described["enum"] == list(known)


def test_the_moves_are_those_of_the_table() -> None:
    text = OPERATIONS["decide"][2]["description"]

    told = {
        State(origin): {State(target) for target in words(targets)}
        for origins, targets in re.findall(r"From (.+?): to (.+?)\.", text)
        for origin in words(origins)
    }

    assert told == MOVES


def words(text: str) -> list[str]:
    return re.findall(r"`(\w+)`", text)


def test_what_is_the_same_as_another_call_answers_the_same() -> None:
    for _, _, operation in OPERATIONS.values():
        if same := operation.get("x-same-as"):
            other = OPERATIONS[same][2]
            assert operation["responses"] == other["responses"]
            assert operation.get("requestBody") == other.get("requestBody")
            assert operation.get("security") == other.get("security")
