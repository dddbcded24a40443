"""The own account: name, password, sessions."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.accounts.own.change import change_name, put_password
from commentbox.accounts.own.sessions import end_session, open_sessions
from commentbox.accounts.passwords import hash_password
from commentbox.accounts.sign_in import IDLE, open_session
from commentbox.domain.errors import InvalidFields
from commentbox.extensions import begin_write
from commentbox.models import DeskSession, Moderator, Site
from tests.desk import GRACE, csrf_token, elements, sign_in, tree_of, words
from tests.factories import NOON, PASSWORD, a_moderator, a_site
from tests.integration.accounts.browsing import (
    HEIDI,
    NEW_PASSWORD,
    another,
    logged,
    send,
    signed_in,
)
from tests.integration.people import nothing_stored
from tests.page import HTML, PageClient, text_of

HERE = "/desk/account"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    return grace


@pytest.mark.parametrize(
    ("typed", "stored"), [("Grace H.", "Grace H."), ("  Grace\u202e\tM. ", "Grace M.")]
)
def test_a_name_is_changed_and_the_change_is_in_the_log(
    client: PageClient, session: Session, typed: str, stored: str
) -> None:
    sign_in(client)

    answer = send(client, HERE, f"{HERE}/name", name=typed)

    assert answer.status_code == 303
    assert stored in words(client.get(HERE))
    assert logged(session) == [("account.renamed", stored, stored)]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 101, "\u200b", "x" * 100_000])
def test_a_name_that_is_none_is_refused_in_words(
    client: PageClient, clean: Engine, typed: str
) -> None:
    sign_in(client)
    client.get(HERE)

    with nothing_stored(clean):
        answer = send(client, HERE, f"{HERE}/name", name=typed)

    assert answer.status_code == 422
    assert "A name has 1 to 100 characters." in words(answer)
    [field] = [f for f in tree_of(answer).iter(f"{HTML}input") if f.get("id") == "name"]
    assert field.get("aria-describedby") == "name-wrong name-hint"


@pytest.mark.parametrize("typed", ["Heidi", "heidi", "Неidi", "H e i d i"])
def test_nobody_takes_the_name_of_another(
    client: PageClient, session: Session, typed: str
) -> None:
    a_moderator(session, HEIDI, name="Heidi")
    session.commit()
    sign_in(client)

    answer = send(client, HERE, f"{HERE}/name", name=typed)

    assert answer.status_code == 422
    assert "Somebody here has this name" in words(answer)


def test_people_of_different_sites_may_have_one_name(
    session: Session, grace: Moderator
) -> None:
    other = a_site(session, "second", url="https://second.example.org")
    a_moderator(session, HEIDI, name="Heidi", site=other)

    change_name(session, grace, "Heidi", by=grace, now=NOON)

    assert grace.name == "Heidi"


def test_a_new_password_ends_every_other_session(
    client: PageClient, app: Flask, session: Session
) -> None:
    elsewhere = another(app)
    sign_in(client)
    sign_in(elsewhere)
    before = session.scalars(select(DeskSession.token_hash)).all()
    session.rollback()

    answer = send(
        client, HERE, f"{HERE}/password", current=PASSWORD, password=NEW_PASSWORD
    )

    assert answer.status_code == 303
    assert signed_in(client)
    assert not signed_in(elsewhere)
    session.rollback()
    # The session that asked has another token, too: a copy of its cookie is worthless.
    [left] = session.scalars(select(DeskSession.token_hash)).all()
    assert left not in before
    assert logged(session) == [("account.password_changed", "Grace", "Grace")]


def test_the_old_password_opens_nothing_any_more(
    client: PageClient, app: Flask
) -> None:
    sign_in(client)

    send(client, HERE, f"{HERE}/password", current=PASSWORD, password=NEW_PASSWORD)

    assert sign_in(another(app), GRACE, PASSWORD).status_code == 422
    assert sign_in(another(app), GRACE, NEW_PASSWORD).status_code == 303


def test_who_signs_in_while_the_password_changes_needs_the_new_one(
    app: Flask, session: Session, grace: Moderator
) -> None:
    browser, new_hash = another(app), hash_password(NEW_PASSWORD)
    begin_write(session)
    put_password(session, session.get_one(Moderator, grace.id), new_hash)
    session.flush()

    with ThreadPoolExecutor(1) as pool:
        entering = pool.submit(sign_in, browser)
        # So long that the old password has been tried, where nothing has to wait.
        time.sleep(0.5)
        session.commit()
        entering.result()

    assert not signed_in(browser)
    assert session.scalars(select(DeskSession)).all() == []


@pytest.mark.parametrize(
    ("current", "password", "said"),
    [
        ("not her password", NEW_PASSWORD, "This is not the password."),
        ("", NEW_PASSWORD, "This is not the password."),
        (PASSWORD, "too short", "A password has 12 to 128 characters."),
        (PASSWORD, "x" * 129, "A password has 12 to 128 characters."),
    ],
)
def test_a_password_is_not_changed_without_need(
    client: PageClient, app: Flask, current: str, password: str, said: str
) -> None:
    sign_in(client)

    answer = send(client, HERE, f"{HERE}/password", current=current, password=password)

    assert answer.status_code == 422
    assert said in words(answer)
    assert password not in answer.text
    assert sign_in(another(app)).status_code == 303


def test_a_borrowed_browser_cannot_guess_the_password_without_end(
    client: PageClient,
) -> None:
    sign_in(client)
    token = csrf_token(client.get(HERE))

    answers = [
        client.post(
            f"{HERE}/password",
            data={"csrf_token": token, "current": f"{n}", "password": NEW_PASSWORD},
        )
        for n in range(20)
    ]

    first = next(answer for answer in answers if answer.status_code == 429)
    assert int(first.headers["Retry-After"]) > 0
    assert "Please wait" in words(first)


def test_sessions_are_told_apart_in_plain_words(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    open_session(session, grace, now=NOON, agent="Safari/iPhone")
    session.commit()
    client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(client)
    open_session(session, grace, now=datetime.now(UTC), agent="Edge/Windows")
    session.commit()

    page = client.get(f"{HERE}/sessions")

    headings = [text_of(h) for h in tree_of(page).iter(f"{HTML}h3")]
    assert headings == ["Firefox on Linux this one", "Edge on Windows"]


@pytest.mark.parametrize("agent", ["<script>alert(1)</script>", "x" * 60_000, "\x80"])
def test_a_hostile_browser_is_an_unknown_one(client: PageClient, agent: str) -> None:
    client.environ_base["HTTP_USER_AGENT"] = agent
    sign_in(client)

    page = client.get(f"{HERE}/sessions")

    assert "An unknown browser" in words(page)
    assert agent not in page.text


def test_one_session_is_ended_at_the_next_request(
    client: PageClient, app: Flask
) -> None:
    stays, goes = another(app), another(app)
    sign_in(stays)
    goes.environ_base["HTTP_USER_AGENT"] = FIREFOX
    sign_in(goes)
    sign_in(client)
    page = client.get(f"{HERE}/sessions")
    [row] = [r for r in elements(page, "li") if "Firefox" in text_of(r)]
    [handle] = [
        f.get("value") for f in row.iter(f"{HTML}input") if f.get("name") == "session"
    ]

    answer = send(client, f"{HERE}/sessions", f"{HERE}/sessions/end", session=handle)

    assert answer.status_code == 303
    assert not signed_in(goes)
    assert signed_in(stays)
    assert signed_in(client)


def test_all_others_are_ended_at_once(client: PageClient, app: Flask) -> None:
    others = [another(app) for _ in range(2)]
    for other in others:
        sign_in(other)
    sign_in(client)

    send(client, f"{HERE}/sessions", f"{HERE}/sessions/end-others")

    assert "2 sessions have ended." in words(client.get(HERE))
    assert [signed_in(other) for other in others] == [False, False]


@pytest.mark.parametrize("handle", ["", "%", "_" * 16, "%" * 16, "x" * 64])
def test_nobody_ends_the_session_of_another(
    session: Session, grace: Moderator, handle: str
) -> None:
    heidi = a_moderator(session, HEIDI, name="Heidi")
    open_session(session, heidi, now=NOON)
    open_session(session, grace, now=NOON)
    [hers] = open_sessions(session, heidi.id, token="", now=NOON)

    assert not end_session(session, grace.id, hers.handle)
    assert not end_session(session, grace.id, handle)

    assert len(open_sessions(session, heidi.id, token="", now=NOON)) == 1


def test_a_session_that_ended_by_itself_is_not_listed(
    session: Session, grace: Moderator
) -> None:
    open_session(session, grace, now=NOON)

    later = NOON + IDLE + timedelta(seconds=1)

    assert open_sessions(session, grace.id, token="", now=later) == []


@pytest.mark.parametrize(
    "action", ["name", "password", "sessions/end", "sessions/end-others"]
)
def test_a_page_of_somewhere_else_changes_nothing(
    client: PageClient, clean: Engine, action: str
) -> None:
    sign_in(client)

    with nothing_stored(clean):
        without_token = client.post(f"{HERE}/{action}", data={"name": "Mallory"})

    assert without_token.status_code == 400


@pytest.mark.parametrize("page", ["", "/sessions", "/tokens", "/second-factor"])
def test_the_account_is_for_who_is_signed_in(client: PageClient, page: str) -> None:
    assert client.get(f"{HERE}{page}").status_code == 303


def test_a_name_nobody_can_read_is_refused_for_commands_too(
    session: Session, grace: Moderator
) -> None:
    with pytest.raises(InvalidFields):
        change_name(session, grace, "\u3164", by=None, now=NOON)
