"""What each field of a comment takes, and what it refuses with a word on that field."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.models import Comment, Revision
from tests.factories import a_site, an_article
from tests.integration.people import Ada, nothing_stored
from tests.page import PageClient, json_of

VALID: dict[str, Any] = {"author_name": "Ada", "body": "Well said.", "consent": True}

REFUSED: list[tuple[str, dict[str, Any], set[str]]] = [
    ("no body", {"body": None}, {"body"}),
    ("empty body", {"body": ""}, {"body"}),
    ("blank body", {"body": " \t\r\n\u00a0\u3000 "}, {"body"}),
    ("body of NUL", {"body": "\x00\x00"}, {"body"}),
    ("body of controls", {"body": "\x01\x02\x1f\x7f\ufffe"[:3]}, {"body"}),
    ("body too long", {"body": "x" * 10_001}, {"body"}),
    ("emoji too long", {"body": "👩" * 10_001}, {"body"}),
    ("marks too long", {"body": "e\u0301" * 5_000 + "x"}, {"body"}),
    ("body is a number", {"body": 1}, {"body"}),
    ("body is a list", {"body": ["Well said."]}, {"body"}),
    ("body is an object", {"body": {"text": "Well said."}}, {"body"}),
    ("name too long", {"author_name": "A" * 101}, {"author_name"}),
    ("name is a number", {"author_name": 1}, {"author_name"}),
    ("e-mail without at", {"author_email": "ada"}, {"author_email"}),
    ("e-mail of two", {"author_email": "a@b.example, c@d.example"}, {"author_email"}),
    ("e-mail with a line", {"author_email": "a@b.example\nBcc: c@d"}, {"author_email"}),
    ("e-mail too long", {"author_email": "a" * 300 + "@b.example"}, {"author_email"}),
    ("e-mail is true", {"author_email": True}, {"author_email"}),
    ("website is a script", {"author_url": "javascript:alert(1)"}, {"author_url"}),
    ("website is data", {"author_url": "data:text/html,x"}, {"author_url"}),
    (
        "website with a password",
        {"author_url": "https://a:b@c.example"},
        {"author_url"},
    ),
    ("website with a blank", {"author_url": "https://a b.example"}, {"author_url"}),
    (
        "website too long",
        {"author_url": "https://a.example/" + "x" * 500},
        {"author_url"},
    ),
    ("website is no host", {"author_url": "https://"}, {"author_url"}),
    ("parent is a number", {"parent": 1}, {"parent"}),
    ("consent is a text", {"consent": "true"}, {"consent"}),
    ("consent is a number", {"consent": 1}, {"consent"}),
    ("version is a text", {"notice_version": "1"}, {"notice_version"}),
    ("version is true", {"notice_version": True}, {"notice_version"}),
    ("version has a comma", {"notice_version": 1.5}, {"notice_version"}),
    ("version is negative", {"notice_version": -1}, {"notice_version"}),
    ("unknown field", {"state": "approved"}, {"state"}),
    ("unknown and null", {"site": None}, {"site"}),
    ("a field of the form", {"subject": ""}, {"subject"}),
    ("two at once", {"body": "", "author_email": "ada"}, {"body", "author_email"}),
    ("NUL in an unknown name", {"\x00": 1}, {"\x00"}),
]


@pytest.mark.parametrize(
    ("fields", "wrong"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_field_that_does_not_fit_is_named_and_nothing_is_stored(
    ada: Ada, clean: Engine, fields: dict[str, Any], wrong: set[str]
) -> None:
    with nothing_stored(clean):
        answer = ada.sends(VALID | fields)

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert set(json_of(answer)["errors"]) == wrong
    for messages in json_of(answer)["errors"].values():
        assert messages
        assert all(isinstance(message, str) and message for message in messages)


LONGEST = 10_000
TAKEN = [
    ("one letter", "x", "x"),
    ("the longest", "x" * LONGEST, "x" * LONGEST),
    ("trimmed to the longest", " \n" + "x" * LONGEST + "\n ", "x" * LONGEST),
    ("emoji", "👩" * LONGEST, "👩" * LONGEST),
    # Counted as they were sent, whatever they are stored as: here half as many code
    # points, there twice as many.
    ("marks", "e\u0301" * 5_000, "é" * 5_000),
    ("letters that come apart", "\u0958" * LONGEST, "\u0915\u093c" * LONGEST),
    ("lines", "x\r\n" * 4_999 + "xx", "x\n" * 4_999 + "xx"),
    ("joined emoji", "👩‍💻", "👩‍💻"),
    ("a lone surrogate", "a\ud800b", "a\ufffdb"),
    ("NUL in between", "a\x00b", "ab"),
    ("line ends of all kinds", "a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("markup", "<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("Arabic and Hebrew", "مرحبا שלום", "مرحبا שלום"),
]


@pytest.mark.parametrize(
    ("body", "stored"), [row[1:] for row in TAKEN], ids=[row[0] for row in TAKEN]
)
def test_a_body_of_one_to_ten_thousand_code_points_is_taken(
    ada: Ada, session: Session, body: str, stored: str
) -> None:
    answer = ada.sends(VALID | {"body": body})

    assert answer.status_code == 201, answer.json
    assert session.scalars(select(Revision)).one().body == stored


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (None, None),
        ("", None),
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("example.org", "https://example.org/"),
        ("http://BÜCHER.example", "http://xn--bcher-kva.example/"),
        ("https://example.org:443/", "https://example.org/"),
    ],
)
def test_a_website_is_stored_in_its_plain_form(
    ada: Ada, session: Session, given: str | None, stored: str | None
) -> None:
    answer = ada.sends(VALID | {"author_url": given})

    assert answer.status_code == 201, answer.json
    assert session.scalars(select(Comment)).one().author_url == stored


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("", ""),
        (None, ""),
        ("A" * 100, "A" * 100),
        ("Ada\u202egnik", "Adagnik"),
        ("A\u0301\u0301da\n<b>", "Á\u0301da <b>"),
        ("\ud800", "\ufffd"),
    ],
)
def test_promise_03_a_name_is_stored_in_one_line_without_what_hides(
    ada: Ada, session: Session, given: str | None, stored: str
) -> None:
    answer = ada.sends(VALID | {"author_name": given})

    assert answer.status_code == 201, answer.json
    assert session.scalars(select(Comment)).one().author_name == stored


@pytest.mark.parametrize("name", [None, "", " ", "\u202e", "\u200b\u2060", "\u3164"])
def test_a_site_may_insist_on_a_name(
    client: PageClient, session: Session, clean: Engine, name: str | None
) -> None:
    a_site(session, name_required=True)
    an_article(session)
    session.commit()

    with nothing_stored(clean):
        answer = Ada(client).sends(VALID | {"author_name": name})

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"author_name"}


def test_every_field_but_body_and_consent_may_be_left_out(ada: Ada) -> None:
    answer = ada.sends({"body": "Well said.", "consent": True})

    assert answer.status_code == 201
