"""Whatever stands in a parameter, the answer is one that the document knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.integration.api.conftest import Ask
from tests.integration.api.requests import GOOD, parameters

HOSTILE = ["", "\x00", "' OR 1=1 --", "-1", "٣", "9" * 5000, "../..", "%", "\u202e"]


@pytest.mark.parametrize(
    "operation", [name for name, request in GOOD.items() if parameters(request)]
)
def test_no_parameter_makes_the_server_stumble(ask: Ask, operation: str) -> None:
    good = GOOD[operation]
    names = [(p["in"], p["name"]) for p in parameters(good)]

    answers = [
        ask(replace(good, query={**good.query, name: text}))
        if place == "query"
        else ask(good, **{name: text})
        for place, name in names
        for text in HOSTILE
        if place != "path" and not (place == "header" and "\x00" in text)
    ]

    assert all(answer.status_code < 500 for answer in answers)


@pytest.mark.parametrize(
    "operation", [name for name, request in GOOD.items() if "id" in request.path]
)
def test_no_id_makes_the_server_stumble(ask: Ask, operation: str) -> None:
    good = GOOD[operation]
    ids = [text.replace("%", "%25") for text in HOSTILE if text and "/" not in text]

    answers = [ask(replace(good, path={**good.path, "id": id_})) for id_ in ids]

    assert {answer.status_code for answer in answers} <= {401, 404}
