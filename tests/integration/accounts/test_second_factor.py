"""Signing in with a second factor: each code once, and help when the phone is lost."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from pyotp import TOTP
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.accounts.login import HALF_LASTS_S, halfway, remember_half
from commentbox.accounts.second_factor import STEP_S, renew_codes, use_code
from commentbox.models import DeskSession, Moderator, RecoveryCode, Site
from tests.desk import GRACE, csrf_token, elements, sign_in, words
from tests.factories import NOON, PASSWORD, SECRET_KEY, a_moderator
from tests.integration.accounts.browsing import (
    BASE,
    another,
    half_in,
    logged,
    secret_of,
    send,
    signed_in,
    with_second_factor,
)
from tests.integration.people import at_once, contents, nothing_stored
from tests.page import PageClient, text_of

HERE = "/desk/account/second-factor"
STEP = timedelta(seconds=STEP_S)


@pytest.fixture(autouse=True)
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    return grace


@pytest.fixture
def app_of_grace(session: Session, grace: Moderator) -> TOTP:
    """Her phone: the second factor is on."""
    totp = with_second_factor(grace)
    session.commit()
    return totp


@pytest.fixture
def codes(session: Session, grace: Moderator, app_of_grace: TOTP) -> list[str]:
    codes = renew_codes(session, grace, secret_key=SECRET_KEY)
    session.commit()
    return codes


def set_up(client: PageClient) -> TOTP:
    """Give the password, and put the secret that is shown into an app."""
    answer = send(client, HERE, f"{HERE}/start", current=PASSWORD)
    assert answer.status_code == 303
    return TOTP(secret_of(client.get(HERE)).replace(" ", ""))


def enter(client: PageClient, code: str, address: str = "/sign-in/code") -> int:
    return send(client, address, code=code).status_code


def shown_codes(answer: TestResponse) -> list[str]:
    [shown] = elements(answer, "ul", "codes")
    return [text_of(item) for item in shown]


def failed(session: Session, grace: Moderator, code: str) -> bool:
    return not use_code(session, grace, code, secret_key=SECRET_KEY, now=NOON)


def test_it_is_set_up_with_a_first_code(client: PageClient, session: Session) -> None:
    sign_in(client)
    phone = set_up(client)

    answer = send(client, HERE, f"{HERE}/enable", code=phone.now())

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "The second factor is on." in words(answer)
    assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 10
    assert logged(session) == [("account.second_factor_enabled", "Grace", "Grace")]


def test_nothing_is_on_before_the_first_code_was_right(
    client: PageClient, clean: Engine
) -> None:
    sign_in(client)
    set_up(client)

    with nothing_stored(clean):
        client.get(HERE)
        client.get(f"{HERE}.svg")
    answer = send(client, HERE, f"{HERE}/enable", code="000000")

    assert answer.status_code == 422
    assert "Is the clock of your phone right?" in words(answer)
    assert sign_in(another(client.application), GRACE).location == f"{BASE}/desk/"


def test_who_only_borrowed_the_browser_cannot_set_it_up(client: PageClient) -> None:
    sign_in(client)

    answer = send(client, HERE, f"{HERE}/start", current="a guess that is wrong")

    assert answer.status_code == 422
    assert "This is not the password." in words(answer)
    assert client.get(f"{HERE}.svg").status_code == 404


def test_the_image_is_kept_nowhere_and_comes_from_our_own_address(
    client: PageClient,
) -> None:
    sign_in(client)
    set_up(client)

    answer = client.get(f"{HERE}.svg")

    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f'src="{BASE}{HERE}.svg"' in client.get(HERE).text


def test_a_stolen_database_holds_neither_secret_nor_codes(
    client: PageClient, clean: Engine
) -> None:
    sign_in(client)
    phone = set_up(client)
    answer = send(client, HERE, f"{HERE}/enable", code=phone.now())

    stored = repr(contents(clean))

    assert phone.secret not in stored
    for code in shown_codes(answer):
        assert code not in stored
        assert code.replace("-", "") not in stored


def test_the_password_alone_opens_nothing(
    client: PageClient, session: Session, app_of_grace: TOTP
) -> None:
    half_in(client, GRACE)

    assert not signed_in(client)
    assert session.scalars(select(DeskSession)).all() == []


def test_password_and_code_open_the_desk(
    client: PageClient, app_of_grace: TOTP
) -> None:
    half_in(client, GRACE)

    answer = send(client, "/sign-in/code", code=app_of_grace.now())

    assert answer.status_code == 303
    assert answer.location == f"{BASE}/desk/"
    assert signed_in(client)


def test_the_code_leads_where_one_wanted_to_go(
    client: PageClient, app_of_grace: TOTP
) -> None:
    turned_away = client.get("/desk/account/sessions?lang=de")
    assert turned_away.location is not None
    door = turned_away.location.removeprefix(BASE)

    step = sign_in(client, GRACE, address=door)
    assert step.location is not None
    answer = send(client, step.location.removeprefix(BASE), code=app_of_grace.now())

    assert answer.location == f"{BASE}/desk/account/sessions?lang=de"


def test_no_code_is_good_twice(app: Flask, app_of_grace: TOTP) -> None:
    first, second = another(app), another(app)
    code = app_of_grace.now()
    half_in(first, GRACE)
    half_in(second, GRACE)

    assert enter(first, code) == 303
    assert enter(second, code) == 422
    assert not signed_in(second)


def test_an_earlier_code_is_not_good_after_a_later_one(
    session: Session, grace: Moderator, app_of_grace: TOTP
) -> None:
    later = app_of_grace.at(NOON)
    earlier = app_of_grace.at(NOON - STEP)

    assert not failed(session, grace, later)
    session.expire_all()
    assert failed(session, grace, earlier)


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_clock_may_be_half_a_minute_off(
    session: Session, grace: Moderator, app_of_grace: TOTP, steps: int
) -> None:
    assert not failed(session, grace, app_of_grace.at(NOON + steps * STEP))


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_clock_that_is_further_off_is_none(
    session: Session, grace: Moderator, app_of_grace: TOTP, steps: int
) -> None:
    assert failed(session, grace, app_of_grace.at(NOON + steps * STEP))


def test_of_two_who_send_one_code_at_the_same_moment_one_gets_in(
    client: PageClient, app: Flask, app_of_grace: TOTP
) -> None:
    code = app_of_grace.now()
    # One after the other: of two passwords at one moment, one may be told to wait.
    browsers = [another(app) for _ in range(2)]
    for browser in browsers:
        half_in(browser, GRACE)

    def try_it(_client: PageClient, number: int) -> int:
        return enter(browsers[number], code)

    answers = Counter(at_once(app, 2, try_it))

    # The other is refused, or told to wait for the first.
    assert answers[303] == 1
    assert answers[422] + answers[429] == 1


def test_each_recovery_code_is_good_once(app: Flask, codes: list[str]) -> None:
    tries = [another(app) for _ in range(3)]
    for browser in tries:
        half_in(browser, GRACE)

    assert enter(tries[0], codes[0]) == 303
    assert enter(tries[1], codes[0]) == 422
    assert enter(tries[2], codes[1].upper().replace("-", " ")) == 303


def test_a_recovery_code_of_somebody_else_is_good_for_nothing(
    session: Session, client: PageClient, codes: list[str]
) -> None:
    heidi = a_moderator(session, "heidi@example.org", name="Heidi")
    with_second_factor(heidi)
    session.commit()

    half_in(client, heidi.email)

    assert enter(client, codes[0]) == 422


def test_codes_cannot_be_guessed_without_end(
    client: PageClient, app_of_grace: TOTP
) -> None:
    half_in(client, GRACE)
    page = csrf_token(client.get("/sign-in/code"))

    answers = [
        client.post("/sign-in/code", data={"csrf_token": page, "code": f"{n:06}"})
        for n in range(20)
    ]

    first = next(answer for answer in answers if answer.status_code == 429)
    assert int(first.headers["Retry-After"]) > 0
    assert "Please wait" in words(first)
    # Also the right one waits now, and giving the password again changes nothing.
    assert enter(client, app_of_grace.now()) == 429
    sign_in(client, GRACE)
    assert enter(client, app_of_grace.now()) == 429


def test_who_guesses_passwords_does_not_hold_up_the_code(
    client: PageClient, app: Flask, app_of_grace: TOTP
) -> None:
    half_in(client, GRACE)
    thief = another(app)
    for number in range(8):
        sign_in(thief, GRACE, f"a guess, number {number}")

    assert enter(client, app_of_grace.now()) == 303


def test_the_step_between_is_over_when_the_password_has_changed(
    client: PageClient, session: Session, app_of_grace: TOTP
) -> None:
    half_in(client, GRACE)

    session.execute(update(Moderator).values(password_hash="another"))
    session.commit()

    assert client.get("/sign-in/code").location == f"{BASE}/sign-in"
    assert send(client, "/sign-in", "/sign-in/code", code="1").status_code == 303
    assert not signed_in(client)


def test_without_a_password_there_is_no_page_for_codes(
    client: PageClient, app_of_grace: TOTP
) -> None:
    assert client.get("/sign-in/code").location == f"{BASE}/sign-in"


def test_new_recovery_codes_take_the_place_of_the_old(
    client: PageClient, session: Session, codes: list[str], app_of_grace: TOTP
) -> None:
    half_in(client, GRACE)
    enter(client, codes[0])

    answer = send(
        client,
        HERE,
        f"{HERE}/codes",
        current=PASSWORD,
        code=app_of_grace.now(),
    )

    assert answer.status_code == 200
    assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 10
    browser = another(client.application)
    half_in(browser, GRACE)
    assert enter(browser, codes[1]) == 422


@pytest.mark.parametrize("do", ["codes", "off"])
@pytest.mark.parametrize("missing", ["current", "code"])
def test_a_change_needs_password_and_code(
    client: PageClient,
    session: Session,
    codes: list[str],
    app_of_grace: TOTP,
    do: str,
    missing: str,
) -> None:
    half_in(client, GRACE)
    enter(client, codes[0])
    given = {"current": PASSWORD, "code": app_of_grace.now(), missing: "wrong"}

    answer = send(client, HERE, f"{HERE}/{do}", **given)

    assert answer.status_code == 422
    assert "The second factor is on" in words(answer)
    assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 9


def test_it_is_switched_off_with_password_and_code(
    client: PageClient, app: Flask, session: Session, codes: list[str]
) -> None:
    half_in(client, GRACE)
    enter(client, codes[0])

    answer = send(client, HERE, f"{HERE}/off", current=PASSWORD, code=codes[1])

    assert answer.status_code == 303
    assert session.scalars(select(RecoveryCode)).all() == []
    assert sign_in(another(app), GRACE).location == f"{BASE}/desk/"
    assert logged(session)[-1][0] == "account.second_factor_disabled"


def test_the_page_says_how_many_codes_are_left(
    client: PageClient, codes: list[str]
) -> None:
    half_in(client, GRACE)
    enter(client, codes[0])

    assert "You have 9 recovery codes left." in words(client.get(HERE))


def test_the_codes_are_shown_to_be_kept(client: PageClient) -> None:
    sign_in(client)
    phone = set_up(client)

    answer = send(client, HERE, f"{HERE}/enable", code=phone.now())

    shown = shown_codes(answer)
    assert len(set(shown)) == 10
    assert all(len(code) == 11 for code in shown)


def test_the_step_between_lasts_five_minutes(
    app: Flask, session: Session, grace: Moderator, app_of_grace: TOTP
) -> None:
    with app.test_request_context():
        remember_half(grace, now=NOON)

        found = [
            halfway(session, now=NOON + timedelta(seconds=seconds))
            for seconds in (-60, 0, HALF_LASTS_S, HALF_LASTS_S + 1)
        ]

    assert found == [None, grace, grace, None]
