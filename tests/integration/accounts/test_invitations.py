"""Links that admins hand out: good once, not for long, and for one person."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from commentbox.accounts.invitations.join import (
    LinkIsOver,
    find_invitation,
    join_known,
    set_password,
)
from commentbox.accounts.sign_in import INVITATIONS_KEPT, purge
from commentbox.extensions import begin_write
from commentbox.models import (
    Invitation,
    InvitationKind,
    Membership,
    Moderator,
    Role,
    Site,
)
from tests.desk import GRACE, csrf_token, elements, sign_in, words
from tests.factories import NOON, PASSWORD, a_moderator, a_site
from tests.integration.accounts.browsing import (
    BASE,
    HEIDI,
    NEW_PASSWORD,
    another,
    comes_second,
    logged,
    secret_of,
    send,
    signed_in,
    with_second_factor,
)
from tests.integration.people import at_once, contents, nothing_stored
from tests.page import HTML, PageClient, text_of

PEOPLE = "/desk/people"
OVER = "This link is not good any more"


@pytest.fixture(autouse=True)
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session, role=Role.ADMIN)
    session.commit()
    return grace


@pytest.fixture
def admin(app: Flask) -> PageClient:
    """The browser of Grace, an admin."""
    browser = another(app)
    sign_in(browser)
    return browser


def invite(admin: PageClient, email: str = HEIDI, role: str = "moderator") -> str:
    answer = send(admin, PEOPLE, f"{PEOPLE}/invitations", email=email, role=role)
    assert answer.status_code == 200
    address = secret_of(answer)
    assert address.startswith(f"{BASE}/invitations/")
    return address.removeprefix(BASE)


def reset(admin: PageClient, person: Moderator) -> str:
    page = f"{PEOPLE}/{person.id}"
    return secret_of(send(admin, page, f"{page}/reset")).removeprefix(BASE)


def joined(session: Session) -> dict[str, Role]:
    session.rollback()
    return {m.moderator.name: m.role for m in session.scalars(select(Membership))}


def test_somebody_new_chooses_name_and_password_and_is_in(
    client: PageClient, admin: PageClient, session: Session
) -> None:
    address = invite(admin)

    answer = send(client, address, name="Heidi", password=NEW_PASSWORD)

    assert answer.status_code == 303
    assert answer.location == f"{BASE}/desk/"
    assert signed_in(client)
    assert joined(session) == {"Grace": Role.ADMIN, "Heidi": Role.MODERATOR}
    assert logged(session) == [
        ("people.invited", HEIDI, "Grace"),
        ("people.joined", "Heidi", "Heidi"),
    ]
    assert sign_in(another(client.application), HEIDI, NEW_PASSWORD).status_code == 303


def test_looking_at_a_link_uses_nothing_up(
    client: PageClient, admin: PageClient, clean: Engine
) -> None:
    address = invite(admin)

    with nothing_stored(clean):
        for _ in range(3):
            page = client.get(address)
            client.head(address)

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    # Scanners of mail follow links; and the address goes to no other site.
    outside = [a.get("href", "") for a in elements(page, "a")]
    assert all(href.startswith(BASE) for href in outside)


def test_the_token_of_a_link_is_not_stored(
    admin: PageClient, clean: Engine, client: PageClient
) -> None:
    token = invite(admin).rpartition("/")[2]

    assert len(token) >= 32
    assert token not in repr(contents(clean))
    assert token not in admin.get(PEOPLE).text


def test_a_link_is_good_once(client: PageClient, admin: PageClient) -> None:
    address = invite(admin)
    send(client, address, name="Heidi", password=NEW_PASSWORD)

    again = another(client.application)
    page = again.get(address)
    token = csrf_token(again.get("/sign-in"))
    fields = {"csrf_token": token, "name": "Mallory", "password": NEW_PASSWORD}
    answer = again.post(address, data=fields)

    assert [page.status_code, answer.status_code] == [404, 404]
    assert OVER in words(page)
    assert OVER in words(answer)
    assert not signed_in(again)


def test_of_two_who_use_a_link_at_the_same_moment_one_gets_in(
    client: PageClient, app: Flask, admin: PageClient, session: Session
) -> None:
    address = invite(admin)

    def join(browser: PageClient, number: int) -> int:
        token = csrf_token(browser.get("/sign-in"))
        fields = {"name": f"Heidi {number}", "password": NEW_PASSWORD}
        answer = browser.post(address, data={"csrf_token": token, **fields})
        return answer.status_code

    answers = Counter(at_once(app, 4, join))

    # The others find the link used, or an account that has a password already.
    assert answers[303] == 1
    assert sum(answers[status] for status in (404, 409, 422, 429)) == 3
    assert len(joined(session)) == 2


def test_who_comes_while_a_link_is_being_used_finds_it_used(
    admin: PageClient, session: Session, clean: Engine, heidi: Moderator
) -> None:
    token, now = reset(admin, heidi).rpartition("/")[2], datetime.now(UTC)
    begin_write(session)
    set_password(session, token, "the first", now=now)

    second = comes_second(
        clean, lambda late: set_password(late, token, "the second", now=now)
    )
    session.commit()

    with pytest.raises(LinkIsOver):
        second.result(timeout=10)
    assert heidi.password_hash == "the first"


@pytest.mark.parametrize(
    ("kind", "lasts"),
    [("join", timedelta(days=7)), ("reset", timedelta(hours=24))],
)
def test_a_link_does_not_last(
    client: PageClient,
    admin: PageClient,
    session: Session,
    kind: str,
    lasts: timedelta,
) -> None:
    heidi = a_moderator(session, HEIDI, name="Heidi")
    session.commit()
    joining = kind == "join"
    address = invite(admin, "judy@example.org") if joining else reset(admin, heidi)
    session.rollback()
    row = session.scalars(select(Invitation)).one()

    assert row.expires_at - row.created_at == lasts
    now = datetime.now(UTC)
    session.execute(update(Invitation).values(expires_at=now - timedelta(seconds=1)))
    session.commit()

    assert OVER in words(client.get(address))


def test_what_is_over_says_so_for_a_month(session: Session, grace: Moderator) -> None:
    row = Invitation(
        token_hash="0" * 64,
        site_id=grace.memberships[0].site_id,
        kind=InvitationKind.JOIN,
        email=HEIDI,
        role=Role.MODERATOR,
        invited_by=grace.id,
        created_at=NOON,
        expires_at=NOON,
    )
    session.add(row)
    session.flush()

    purge(session, now=NOON + INVITATIONS_KEPT)
    kept = len(session.scalars(select(Invitation)).all())
    purge(session, now=NOON + INVITATIONS_KEPT + timedelta(seconds=1))

    assert kept == 1
    assert session.scalars(select(Invitation)).all() == []


def test_a_link_is_revoked(
    client: PageClient, admin: PageClient, session: Session
) -> None:
    address = invite(admin)
    [form] = [
        f
        for f in elements(admin.get(PEOPLE), "form")
        if (f.get("action") or "").endswith("/revoke")
    ]
    fields = {f.get("name"): f.get("value", "") for f in form.iter(f"{HTML}input")}

    answer = send(
        admin, PEOPLE, f"{PEOPLE}/invitations/revoke", invitation=fields["invitation"]
    )

    assert answer.status_code == 303
    assert client.get(address).status_code == 404
    assert logged(session)[-1] == ("people.invitation_revoked", HEIDI, "Grace")
    assert HEIDI not in admin.get(PEOPLE).text


def test_a_second_link_for_the_same_person_replaces_the_first(
    client: PageClient, admin: PageClient
) -> None:
    first = invite(admin)

    second = invite(admin, HEIDI.upper())

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


@pytest.mark.parametrize("token", ["nothing", "x" * 5_000, "%00", "ä", "%2e%2e"])
def test_a_link_that_nobody_made_is_over(client: PageClient, token: str) -> None:
    answer = client.get(f"/invitations/{token}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("", NEW_PASSWORD, "A name has 1 to 100 characters."),
        ("Grace", NEW_PASSWORD, "Somebody here has this name"),
        ("Heidi", "too short", "A password has 12 to 128 characters."),
    ],
)
def test_what_does_not_fit_is_said_and_the_link_stays_good(
    client: PageClient, admin: PageClient, name: str, password: str, said: str
) -> None:
    address = invite(admin)

    answer = send(client, address, name=name, password=password)

    assert answer.status_code == 422
    assert said in words(answer)
    assert password not in answer.text
    again = send(client, address, name="Heidi", password=NEW_PASSWORD)
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("heidi", "moderator", "does not look like an e-mail address"),
        ("", "moderator", "does not look like an e-mail address"),
        ("x" * 300 + "@example.org", "admin", "does not look like an e-mail address"),
        (HEIDI, "owner", "Please choose a role."),
        (GRACE, "admin", "moderates here already"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(
    admin: PageClient, session: Session, email: str, role: str, said: str
) -> None:
    answer = send(admin, PEOPLE, f"{PEOPLE}/invitations", email=email, role=role)

    assert answer.status_code == 422
    assert said in words(answer)
    assert session.scalars(select(Invitation)).all() == []


@pytest.fixture
def known(session: Session, site: Site) -> Moderator:
    """Heidi, who moderates another site already."""
    other = a_site(session, "second", url="https://second.example.org")
    heidi = a_moderator(session, HEIDI, name="Heidi", site=other)
    session.commit()
    return heidi


def test_a_known_person_joins_with_the_own_password(
    client: PageClient, admin: PageClient, session: Session, known: Moderator
) -> None:
    address = invite(admin, role="admin")

    answer = send(client, address, password=PASSWORD)

    assert answer.status_code == 303
    assert answer.location == f"{BASE}/desk/?site=blog"
    session.rollback()
    found = {m.site.name: m.role for m in known.memberships}
    assert found == {"second": Role.MODERATOR, "blog": Role.ADMIN}


def test_who_only_found_the_link_of_a_known_person_gets_nowhere(
    client: PageClient, admin: PageClient, clean: Engine, known: Moderator
) -> None:
    address = invite(admin)

    answers = [
        send(client, address, name="Mallory", password=f"a guess, number {n}")
        for n in range(20)
    ]

    assert {answer.status_code for answer in answers} == {422, 429}
    late = next(answer for answer in answers if answer.status_code == 429)
    assert int(late.headers["Retry-After"]) > 0
    assert not signed_in(client)


def test_a_known_person_with_a_second_factor_gives_a_code(
    client: PageClient, admin: PageClient, session: Session, known: Moderator
) -> None:
    phone = with_second_factor(known)
    session.commit()
    address = invite(admin)

    without = send(client, address, password=PASSWORD)
    answer = send(client, address, password=PASSWORD, code=phone.now())

    assert without.status_code == 422
    assert "This code does not fit" in words(without)
    assert answer.status_code == 303


def test_a_link_is_for_the_person_it_was_made_for(
    admin: PageClient, session: Session, grace: Moderator
) -> None:
    token = invite(admin).rpartition("/")[2]

    with pytest.raises(LinkIsOver):
        join_known(session, token, grace, now=datetime.now(UTC))


@pytest.fixture
def heidi(session: Session, site: Site, grace: Moderator) -> Moderator:
    heidi = a_moderator(session, HEIDI, name="Heidi")
    session.commit()
    return heidi


def test_a_new_password_by_a_link_ends_all_sessions(
    client: PageClient, admin: PageClient, session: Session, heidi: Moderator
) -> None:
    thief = another(client.application)
    sign_in(thief, HEIDI)
    address = reset(admin, heidi)

    answer = send(client, address, password=NEW_PASSWORD)

    assert answer.status_code == 303
    assert answer.location == f"{BASE}/sign-in"
    assert not signed_in(thief)
    assert "Your new password is set." in words(client.get("/sign-in"))
    assert sign_in(client, HEIDI, PASSWORD).status_code == 422
    assert sign_in(client, HEIDI, NEW_PASSWORD).status_code == 303
    assert OVER in words(client.get(address))
    assert logged(session)[-1] == ("people.password_reset", "Heidi", "Heidi")


def test_a_new_password_leaves_the_second_factor_on(
    client: PageClient, admin: PageClient, session: Session, heidi: Moderator
) -> None:
    with_second_factor(heidi)
    session.commit()

    send(client, reset(admin, heidi), password=NEW_PASSWORD)

    assert sign_in(client, HEIDI, NEW_PASSWORD).location == f"{BASE}/sign-in/code"


def test_a_link_to_a_password_is_over_when_it_would_open_a_site_of_others(
    client: PageClient, admin: PageClient, session: Session, heidi: Moderator
) -> None:
    address = reset(admin, heidi)
    session.rollback()

    other = a_site(session, "second", url="https://second.example.org")
    session.add(Membership(moderator=heidi, site=other, role=Role.ADMIN))
    session.commit()

    assert client.get(address).status_code == 404
    with pytest.raises(LinkIsOver):
        find_invitation(session, address.rpartition("/")[2], now=datetime.now(UTC))


def test_a_link_to_a_password_is_over_when_its_person_is_removed(
    client: PageClient, admin: PageClient, session: Session, heidi: Moderator
) -> None:
    address = reset(admin, heidi)

    send(admin, f"{PEOPLE}/{heidi.id}", f"{PEOPLE}/{heidi.id}/remove")

    assert client.get(address).status_code == 404


def test_the_log_holds_neither_links_nor_passwords(
    client: PageClient, admin: PageClient, clean: Engine, heidi: Moderator
) -> None:
    addresses = [invite(admin, "judy@example.org"), reset(admin, heidi)]
    send(client, addresses[1], password=NEW_PASSWORD)

    entries = repr(contents(clean))

    for secret in (*(a.rpartition("/")[2] for a in addresses), NEW_PASSWORD):
        assert secret not in entries


def test_the_page_speaks_the_language_that_is_asked_for(
    client: PageClient, admin: PageClient
) -> None:
    page = client.get(f"{invite(admin)}?lang=de")

    assert '<html lang="de"' in page.text
    assert text_of(elements(page, "h1")[0]) == "blog moderieren"
