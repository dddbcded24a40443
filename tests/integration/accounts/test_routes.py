"""The door to the desk, as a browser meets it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commentbox.models import DeskSession, Moderator, Site
from tests.desk import GRACE, csrf_token, sign_in, words
from tests.factories import PASSWORD, a_moderator, an_article
from tests.page import PageClient

BASE = "https://comments.example.org"


@pytest.fixture(autouse=True)
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    return grace


def test_a_moderator_comes_to_the_desk(client: PageClient) -> None:
    answer = sign_in(client)

    assert answer.status_code == 303
    assert answer.location == f"{BASE}/desk/"
    assert client.get("/desk/").status_code == 200


def test_the_address_may_be_written_with_capitals_and_spaces(
    client: PageClient,
) -> None:
    answer = sign_in(client, " Grace@Example.org ")

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (GRACE, "not her password"),
        ("nobody@example.org", PASSWORD),
        (GRACE, ""),
        ("", PASSWORD),
        ("", ""),
        (GRACE, "\x00" + PASSWORD),
        ("grace@example.org\x00", "x" * 20_000),
        ("x" * 20_000, PASSWORD),
    ],
)
def test_promise_09_every_failure_reads_the_same(
    client: PageClient, email: str, password: str
) -> None:
    answer = sign_in(client, email, password)

    assert answer.status_code == 422
    assert "E-mail address and password do not fit together." in words(answer)
    assert client.get("/desk/").status_code == 303


def test_the_address_is_kept_and_the_password_is_not(client: PageClient) -> None:
    answer = sign_in(client, GRACE, "not her password")

    assert GRACE in answer.text
    assert "not her password" not in answer.text


def test_at_the_latest_the_twentieth_failure_is_told_to_wait(
    client: PageClient,
) -> None:
    answers = [sign_in(client, GRACE, f"guess number {n}") for n in range(20)]

    first = next(answer for answer in answers if answer.status_code == 429)
    seconds = int(first.headers["Retry-After"])
    assert 0 < seconds <= 900
    assert f"Please wait {seconds} second" in words(first)


def test_a_session_that_was_revoked_is_over(
    client: PageClient, session: Session
) -> None:
    sign_in(client)

    session.execute(delete(DeskSession))
    session.commit()

    assert client.get("/desk/").status_code == 303


def test_signing_out_ends_the_session_on_our_side(
    app: Flask, client: PageClient, session: Session
) -> None:
    sign_in(client)
    cookie = client.get_cookie("__Host-commentbox", domain="comments.example.org")
    token = csrf_token(client.get("/desk/"))

    answer = client.post("/sign-out", data={"csrf_token": token})

    assert answer.status_code == 303
    assert session.scalars(select(DeskSession)).all() == []
    # Who kept the cookie has nothing in hand.
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("__Host-commentbox", cookie.value, domain="comments.example.org")
    assert thief.get("/desk/", base_url=BASE).status_code == 303


def test_the_cookie_is_for_this_host_and_for_no_script(client: PageClient) -> None:
    answer = sign_in(client)

    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-commentbox=")
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie
    assert "Domain" not in cookie


def test_nothing_of_the_guests_session_lives_on(client: PageClient) -> None:
    before = csrf_token(client.get("/sign-in"))

    sign_in(client)

    stale = client.post("/sign-out", data={"csrf_token": before})
    assert stale.status_code == 400


def test_signing_in_again_ends_the_former_session(
    client: PageClient, session: Session
) -> None:
    sign_in(client)
    token = csrf_token(client.get("/desk/"))

    client.post(
        "/sign-in", data={"email": GRACE, "password": PASSWORD, "csrf_token": token}
    )

    assert len(session.scalars(select(DeskSession)).all()) == 1


@pytest.mark.parametrize("token", ["", "made up"])
def test_a_form_without_our_token_is_refused(client: PageClient, token: str) -> None:
    client.get("/sign-in")

    answer = client.post(
        "/sign-in", data={"email": GRACE, "password": PASSWORD, "csrf_token": token}
    )

    assert answer.status_code == 400
    assert "load it again" in words(answer)


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_from_elsewhere_is_refused(client: PageClient, origin: str) -> None:
    token = csrf_token(client.get("/sign-in"))

    answer = client.post(
        "/sign-in",
        data={"email": GRACE, "password": PASSWORD, "csrf_token": token},
        headers={"Origin": origin},
    )

    assert answer.status_code == 403


def test_our_own_origin_may_sign_in(client: PageClient) -> None:
    token = csrf_token(client.get("/sign-in"))

    answer = client.post(
        "/sign-in",
        data={"email": GRACE, "password": PASSWORD, "csrf_token": token},
        headers={"Origin": BASE},
    )

    assert answer.status_code == 303


def test_a_guest_comes_back_to_where_she_wanted_to_go(client: PageClient) -> None:
    turned_away = client.get("/desk/?lane=spam")

    answer = sign_in(client, address=turned_away.location.removeprefix(BASE))

    assert turned_away.status_code == 303
    assert answer.location == f"{BASE}/desk/?lane=spam"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/desk/",
        "//evil.example/desk/",
        "/\\evil.example/desk/",
        "/desk//evil.example",
        "/desk/\\evil.example",
        "/desk/../rules",
        "/desk/nowhere",
        "/rules",
        "javascript:alert(1)",
        "/desk/\r\nSet-Cookie: a=b",
        "/desk/?lane=ä",
        "desk/",
        "",
    ],
)
def test_promise_09_signing_in_leads_nowhere_else(
    client: PageClient, wanted: str
) -> None:
    address = client.get("/sign-in", query_string={"next": wanted}).request.full_path

    answer = sign_in(client, address=address)

    assert answer.status_code == 303
    assert answer.location == f"{BASE}/desk/"


def test_who_is_signed_in_is_not_asked_again(client: PageClient) -> None:
    sign_in(client)

    answer = client.get("/sign-in?next=/desk/%3Flane%3Dspam")

    assert answer.location == f"{BASE}/desk/?lane=spam"


def test_the_door_speaks_the_language_that_is_asked_for(client: PageClient) -> None:
    answer = client.get("/sign-in?lang=de")

    assert '<html lang="de"' in answer.text


def test_public_answers_never_touch_the_session_of_a_moderator(
    client: PageClient, session: Session
) -> None:
    an_article(session)
    session.commit()
    sign_in(client)

    for address in ("/articles/first", "/api/comments?article=first", "/rules"):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address


def test_the_door_is_kept_nowhere(client: PageClient) -> None:
    answers = [client.get("/sign-in"), sign_in(client, GRACE, "wrong"), sign_in(client)]

    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
