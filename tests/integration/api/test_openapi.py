"""The OpenAPI document against the routes and against real answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.conftest import BASE_URL
from tests.integration.api.conftest import Ask, World
from tests.integration.api.contract import DOCUMENT, OPERATIONS, check
from tests.integration.api.requests import GOOD, JSON, request_for, with_wrong_fields
from tests.page import PageClient

#: Addresses outside of ``/api`` that programs use.
FOR_PROGRAMS = re.compile(
    r"""/healthz | /readyz | /(rules|privacy)\.json | .*/feed\..*
    | /articles?(/<key>)?/comments | /comments/<id_> | /v1alpha1/.*""",
    re.VERBOSE,
)

#: Answers that only a server in need gives, or to who has the answer already.
SEPARATE = {"304", "429", "503", "default"}


def answering(status: str) -> list[str]:
    """Return the operations that the document lets answer so."""
    return [o for o, (_, _, op) in OPERATIONS.items() if status in op["responses"]]


def test_what_is_described_is_what_there_is(app: Flask) -> None:
    routes = {
        (method, in_openapi(rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api") or FOR_PROGRAMS.fullmatch(rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    described = {(method, path) for method, path, _ in OPERATIONS.values()}

    assert described == routes


def in_openapi(rule: Rule) -> str:
    return re.sub(r"<(?:[^<>]*:)?(\w+?)_?>", r"{\1}", rule.rule)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_described_answer_is_given_as_described(ask: Ask, operation: str) -> None:
    described = OPERATIONS[operation][2]["responses"].keys() - SEPARATE
    # That takes a database that is away: below.
    described -= {"202"} if operation == "postComment" else set()
    # Errors first: what goes well changes the world.
    statuses = sorted(map(int, described), reverse=True)

    answers = [ask(request_for(operation, status)) for status in statuses]

    assert [answer.status_code for answer in answers] == statuses


def test_a_spooled_post_is_told_as_described(
    ask: Ask, app: Flask, session: Session
) -> None:
    office = app.extensions["commentbox.spool"]
    office.known.learn(session)
    office.went_away()

    response = ask(GOOD["postComment"])
    receipt = told(response)
    status = ask(
        replace(GOOD["readStatus"], path={"id": receipt["id"]}, token=None),
        Authorization=f"Bearer {receipt['author_token']}",
    )

    assert response.status_code == 202
    assert "kept safely" in told(status)["spooled"]


@pytest.mark.parametrize("operation", answering("304"))
def test_an_answer_that_is_known_is_not_sent_again(ask: Ask, operation: str) -> None:
    known = ask(GOOD[operation])

    again = ask(GOOD[operation], **{"If-None-Match": known.headers["ETag"]})

    assert again.status_code == 304


@pytest.mark.parametrize("operation", answering("429"))
def test_who_asks_too_often_is_told_when_to_come_back(
    ask: Ask, client_with: Callable[..., PageClient], operation: str
) -> None:
    limits = dict.fromkeys(
        ("client", "article", "preview", "analyze", "sighting"), "1/hour"
    )
    client = client_with(rate_limits=limits)

    answers = [ask(GOOD[operation], by=client).status_code for _ in range(2)]

    assert answers[1] == 429


@pytest.mark.parametrize("operation", ["isReady", "readThread", "followSite"])
def test_without_its_database_the_server_says_so(
    client_with: Callable[..., PageClient], tmp_path: Path, operation: str
) -> None:
    client = client_with(database_url=f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    method, path, _described = OPERATIONS[operation]

    response = client.open(path.replace("{format}", "rss"), method=method)

    assert response.status_code == 503
    check(operation, response)


def test_any_other_error_is_a_problem_as_well(client: PageClient) -> None:
    response = client.delete("/api/counts")

    assert response.status_code == 405
    check("countComments", response)


@pytest.mark.parametrize(
    "operation",
    [
        name
        for name, request in GOOD.items()
        # Who took the place of another API keeps its manners.
        if request.media == JSON and request.token != "screening"
    ],
)
def test_a_field_that_is_not_described_is_refused(ask: Ask, operation: str) -> None:
    response = ask(with_wrong_fields(GOOD[operation]))

    assert list(told(response)["errors"]) == ["surprise"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": None}, "rule"),
        ({"rule": "unheard-of"}, "rule"),
        ({"to": "approved"}, "rule"),
        ({"revision": 7}, "revision"),
        ({"to": "pending", "rule": None}, None),
    ],
)
def test_a_decision_that_cannot_be_is_a_problem(
    ask: Ask, change: dict[str, Any], field: str | None
) -> None:
    good = GOOD["decide"]

    response = ask(replace(good, body={**good.body, **change}))

    assert response.status_code == 422
    assert list(told(response).get("errors", {})) == ([field] if field else [])


def test_consent_to_an_old_notice_is_answered_with_the_new_one(ask: Ask) -> None:
    good = GOOD["postComment"]

    response = ask(replace(good, body={**good.body, "notice_version": 9}))

    assert response.status_code == 422
    assert told(response)["notice"]["version"] == 1


def test_a_thread_goes_on_where_its_cursor_says(ask: Ask, world: World) -> None:
    first = told(ask(GOOD["readThread"].with_query(limit="1")))

    second = told(ask(GOOD["readThread"].with_query(cursor=first["next"])))

    shown = [comment["id"] for comment in first["comments"] + second["comments"]]
    assert shown == [world["public"], world["later"]]
    assert second["next"] is None


@pytest.mark.parametrize("lane", ["approved", "rejected", "removed", "filtered"])
def test_every_lane_is_as_described(ask: Ask, lane: str) -> None:
    response = ask(GOOD["readQueue"].with_query(lane=lane))

    assert all(case["state"] == lane for case in told(response)["comments"])


@pytest.mark.parametrize(
    ("format_", "media"),
    [
        ("rss", "application/rss+xml"),
        ("atom", "application/atom+xml"),
        ("json", "application/feed+json"),
    ],
)
def test_every_format_of_a_feed_is_as_described(
    ask: Ask, format_: str, media: str
) -> None:
    good = GOOD["followArticle"]

    response = ask(replace(good, path={**good.path, "format": format_}))

    assert response.mimetype == media


def test_the_document_speaks_of_this_server(client: PageClient) -> None:
    served = told(client.get("/api/openapi.json"))

    assert served == DOCUMENT
    assert served["servers"] == [{"url": BASE_URL}]


def told(response: Any) -> Any:
    return json.loads(response.data)
