"""Requests that are none: broken, too large, of another kind. Never a 500."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.submission import Source
from commentbox.models import Comment, Revision
from tests.integration.people import Ada, nothing_stored
from tests.page import PageClient, json_of

ROOM = 256 * 1024
VALID = b'{"author_name": "Ada", "body": "Well said.", "consent": true}'
JSON = "application/json"


def deep(opening: bytes, times: int = 100_000) -> bytes:
    return opening * times


BROKEN = [
    ("nothing", b""),
    ("half an object", b'{"body": "Well'),
    ("a list", b"[]"),
    ("a text", b'"Well said."'),
    ("null", b"null"),
    ("a number", b"1"),
    ("no UTF-8", b'{"body": "\xff", "consent": true}'),
    ("a byte order mark", b"\xef\xbb\xbf" + VALID),
    ("two objects", VALID + VALID),
    ("deep lists", deep(b"[")),
    ("deep objects", deep(b'{"a":', 40_000)),
    ("deep and closed", b'{"body": ' + b"[" * 90_000 + b"]" * 90_000 + b"}"),
    ("a number without end", b'{"notice_version": ' + b"9" * 100_000 + b"}"),
    ("a field twice", b'{"body": "a", "body": "b", "consent": true}'),
    ("two minds", b'{"body": "a", "consent": false, "consent": true}'),
    ("no number", b'{"body": NaN, "consent": true}'),
    ("without end", b'{"body": -Infinity, "consent": true}'),
    ("single quotes", b"{'body': 'x'}"),
]


@pytest.mark.parametrize(
    "body", [row[1] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_body_that_is_no_json_object_is_a_bad_request(
    ada: Ada, clean: Engine, body: bytes
) -> None:
    with nothing_stored(clean):
        answer = ada.client.post(
            "/api/comments?article=first", data=body, content_type=JSON
        )

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        b'{"body": ' + b"[" * 500 + b"]" * 500 + b', "consent": true}',
        b'{"body": {"a": {"b": {"c": 1}}}, "consent": true}',
        b'{"body": 1e999, "consent": true}',
        b'{"body": "x", "consent": true, "notice_version": ' + b"9" * 4000 + b"}",
    ],
    ids=["nested", "objects", "infinite", "a long number"],
)
def test_values_of_other_kinds_are_wrong_fields(
    ada: Ada, clean: Engine, body: bytes
) -> None:
    with nothing_stored(clean):
        answer = ada.client.post(
            "/api/comments?article=first", data=body, content_type=JSON
        )

    assert answer.status_code == 422
    assert json_of(answer)["errors"]


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "application/octet-stream",
        "application/merge-patch+json",
        "text/json",
        "",
    ],
)
def test_only_json_and_forms_are_taken(ada: Ada, clean: Engine, kind: str) -> None:
    with nothing_stored(clean):
        answer = ada.client.post(
            "/api/comments?article=first", data=VALID, content_type=kind
        )

    assert answer.status_code == 415
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("kind", [JSON, "APPLICATION/JSON", f"{JSON}; charset=utf-8"])
def test_json_may_name_its_charset(ada: Ada, kind: str) -> None:
    answer = ada.client.post(
        "/api/comments?article=first", data=VALID, content_type=kind
    )

    assert answer.status_code == 201


def test_a_request_of_exactly_256_kib_is_taken(ada: Ada) -> None:
    answer = ada.client.post(
        "/api/comments?article=first", data=VALID.ljust(ROOM), content_type=JSON
    )

    assert answer.status_code == 201


@pytest.mark.parametrize("size", [ROOM + 1, 1_000_000])
@pytest.mark.parametrize("kind", [JSON, "application/x-www-form-urlencoded"])
def test_a_larger_one_is_refused(ada: Ada, clean: Engine, size: int, kind: str) -> None:
    with nothing_stored(clean):
        answer = ada.client.post(
            "/api/comments?article=first", data=VALID.ljust(size), content_type=kind
        )

    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(("size", "status"), [(ROOM - 1, 201), (ROOM + 1, 413)])
def test_promise_14_a_body_of_unannounced_length_is_bounded_too(
    ada: Ada, size: int, status: int
) -> None:
    answer = ada.client.post(
        "/api/comments?article=first",
        input_stream=BytesIO(VALID.ljust(size)),
        content_type=JSON,
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == status


def test_promise_14_a_form_of_many_parts_is_refused(ada: Ada, clean: Engine) -> None:
    fields = {f"field{n}": (None, "x") for n in range(60)}
    boundary = "x"
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nx\r\n'
        for name in fields
    )

    with nothing_stored(clean):
        answer = ada.client.post(
            "/api/comments?article=first",
            data=f"{parts}--{boundary}--",
            content_type=f"multipart/form-data; boundary={boundary}",
        )

    assert answer.status_code == 413


FORM = {"author_name": "Ada", "body": "Wéll said.", "consent": "true"}


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a_form_is_taken_as_json_is(ada: Ada, session: Session, kind: str) -> None:
    answer = ada.client.post(
        "/api/comments?article=first", data=FORM, content_type=kind
    )

    assert answer.status_code == 201
    assert answer.mimetype == JSON
    assert session.scalars(select(Revision)).one().body == "Wéll said."
    assert session.scalars(select(Comment)).one().source is Source.API


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"consent": ""}, "consent"),
        ({"consent": "false"}, "consent"),
        ({"consent": None}, "consent"),
        ({"body": None}, "body"),
        ({"body": "x" * 10_001}, "body"),
        ({"notice_version": "x"}, "notice_version"),
        ({"notice_version": "2"}, "notice_version"),
        ({"notice_version": "٢"}, "notice_version"),
        ({"notice_version": "9" * 5000}, "notice_version"),
        ({"parent": "x"}, "parent"),
        ({"author_email": "ada"}, "author_email"),
    ],
)
def test_a_form_is_held_to_the_same_rules(
    ada: Ada, clean: Engine, changed: dict[str, str | None], wrong: str
) -> None:
    form = {name: text for name, text in (FORM | changed).items() if text is not None}

    with nothing_stored(clean):
        answer = ada.client.post("/api/comments?article=first", data=form)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {wrong}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"body=%FF%FE&consent=true", 201),
        (b"body=%00a&consent=true", 201),
        (b"body=%ED%A0%80&consent=true", 201),
        (b"body=\xff\xfe&consent=true", 422),
    ],
)
def test_bytes_that_are_no_text_do_not_break_a_form(
    ada: Ada, data: bytes, status: int
) -> None:
    answer = ada.client.post(
        "/api/comments?article=first",
        data=data,
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == status


@pytest.mark.parametrize(
    "query",
    [
        "",
        "article=",
        "article=%00",
        "article=first%00",
        "article=%FF",
        "article=" + "x" * 5000,
    ],
)
def test_an_article_that_cannot_be_is_not_found(
    ada: Ada, clean: Engine, query: str
) -> None:
    with nothing_stored(clean):
        answer = ada.client.post(
            f"/api/comments?{query}", data=VALID, content_type=JSON
        )

    assert answer.status_code == 404


UNUSUAL: list[tuple[str, Callable[[PageClient], int]]] = [
    ("put", lambda client: client.put("/api/comments").status_code),
    ("trace", lambda client: client.open("/api/comments", method="TRACE").status_code),
    ("made up", lambda client: client.open("/api/comments", method="X").status_code),
]


@pytest.mark.parametrize(
    "ask", [row[1] for row in UNUSUAL], ids=[row[0] for row in UNUSUAL]
)
def test_other_methods_are_not_allowed(
    ada: Ada, ask: Callable[[PageClient], int]
) -> None:
    assert ask(ada.client) == 405


def test_unknown_query_parameters_are_ignored(ada: Ada) -> None:
    answer = ada.client.post(
        "/api/comments?article=first&utm_source=x&lang=xx&limit=0",
        data=VALID,
        content_type=JSON,
    )

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("method", "url"),
    [("POST", "/api/preview"), ("PATCH", None)],
    ids=["preview", "edit"],
)
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"body": 1}', 422),
        (b'{"body": ""}', 422),
        (b'{"body": "x", "author_name": "y"}', 422),
        (json.dumps({"body": "x" * 10_001}).encode(), 422),
        (b'{"body": "x"}'.ljust(ROOM + 1), 413),
    ],
)
def test_preview_and_edit_are_held_to_the_same_rules(
    ada: Ada, method: str, url: str | None, sent: bytes, status: int
) -> None:
    written = ada.writes()

    answer = ada.client.open(
        url or f"/api/comments/{written.id}",
        method=method,
        data=sent,
        content_type=JSON,
        headers={"Authorization": f"Bearer {written.token}"},
    )

    assert answer.status_code == status
