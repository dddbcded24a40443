"""Admins and the people of a site: roles, removal, lost passwords and phones."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.accounts.invitations.invite import open_invitations
from commentbox.accounts.people.change import change_role, remove
from commentbox.accounts.people.members import members_of
from commentbox.accounts.sign_in import open_session
from commentbox.domain.errors import InvalidFields, NotAllowed
from commentbox.domain.states import State
from commentbox.extensions import begin_write
from commentbox.models import DeskSession, Membership, Moderator, Role, Site, TokenKind
from tests.desk import GRACE, csrf_token, elements, sign_in, words
from tests.factories import NOON, a_comment, a_moderator, a_site, a_token, decided
from tests.integration.accounts.browsing import (
    HEIDI,
    another,
    comes_second,
    logged,
    secret_of,
    send,
    signed_in,
    with_second_factor,
)
from tests.integration.people import at_once, bearer, nothing_stored
from tests.page import PageClient, text_of

PEOPLE = "/desk/people"


@pytest.fixture(autouse=True)
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session, role=Role.ADMIN)
    session.commit()
    return grace


@pytest.fixture
def heidi(session: Session, site: Site, grace: Moderator) -> Moderator:
    heidi = a_moderator(session, HEIDI, name="Heidi")
    session.commit()
    return heidi


@pytest.fixture
def elsewhere(session: Session, heidi: Moderator) -> Site:
    """Another site that Heidi moderates, and Grace does not."""
    other = a_site(session, "second", url="https://second.example.org")
    session.add(Membership(moderator=heidi, site=other, role=Role.MODERATOR))
    session.commit()
    return other


def roles(session: Session, site: Site) -> dict[str, Role]:
    session.rollback()
    return {m.person.name: m.role for m in members_of(session, site)}


def change(
    client: PageClient, person: Moderator, what: str, **fields: str
) -> tuple[int, str]:
    page = f"{PEOPLE}/{person.id}"
    answer = send(client, page, f"{page}/{what}", **fields)
    return answer.status_code, words(answer) if answer.data else ""


def test_the_list_says_what_each_may_do_and_when_each_was_seen(
    client: PageClient, session: Session, heidi: Moderator
) -> None:
    sign_in(client)
    with_second_factor(heidi)
    open_session(session, heidi, now=NOON)
    session.commit()

    page = client.get(PEOPLE)

    names = [text_of(heading) for heading in elements(page, "h3")]
    facts = [text_of(fact) for fact in elements(page, "dd")]
    assert names == ["Grace you", "Heidi"]
    assert facts[:2] == ["Admin", "off"]
    assert facts[3:] == ["Moderator", "on", "2 March 2026 at 13:00"]


def test_who_only_decides_is_seen_as_well(
    session: Session, site: Site, heidi: Moderator
) -> None:
    later = NOON + timedelta(days=3)
    comment = a_comment(session)
    open_session(session, heidi, now=NOON)
    decided(session, comment, State.APPROVED, moderator=heidi, now=later)

    seen = {m.person.name: m.last_seen for m in members_of(session, site)}

    assert seen == {"Grace": None, "Heidi": later}


def test_a_moderator_becomes_an_admin(
    client: PageClient, session: Session, site: Site, heidi: Moderator
) -> None:
    sign_in(client)

    status, _said = change(client, heidi, "role", role="admin")

    assert status == 303
    assert roles(session, site) == {"Grace": Role.ADMIN, "Heidi": Role.ADMIN}
    assert logged(session) == [("people.role_changed", "Heidi", "Grace")]


def test_a_role_that_was_taken_holds_from_the_next_request_on(
    client: PageClient, app: Flask, session: Session, site: Site, heidi: Moderator
) -> None:
    change_role(session, site, heidi, Role.ADMIN, by=None, now=NOON)
    session.commit()
    hers = another(app)
    sign_in(hers, HEIDI)
    assert hers.get(PEOPLE).status_code == 200
    sign_in(client)

    change(client, heidi, "role", role="moderator")

    assert hers.get(PEOPLE).status_code == 403
    assert hers.get("/desk/account").status_code == 200


@pytest.mark.parametrize("role", ["", "owner", "ADMIN"])
def test_a_role_that_is_none_is_refused(
    client: PageClient, heidi: Moderator, role: str
) -> None:
    sign_in(client)

    status, said = change(client, heidi, "role", role=role)

    assert status == 422
    assert "Please choose a role." in said


@pytest.mark.parametrize("what", ["role", "remove"])
def test_the_last_admin_stays_one_and_is_told_why(
    client: PageClient, clean: Engine, grace: Moderator, what: str
) -> None:
    sign_in(client)
    client.get(PEOPLE)

    with nothing_stored(clean):
        status, said = change(client, grace, what, role="moderator")

    assert status == 422
    assert "This is the last admin of the site" in said


def test_of_two_admins_who_demote_each_other_at_once_one_stays(
    client: PageClient,
    app: Flask,
    session: Session,
    site: Site,
    grace: Moderator,
    heidi: Moderator,
) -> None:
    change_role(session, site, heidi, Role.ADMIN, by=None, now=NOON)
    session.commit()
    both = [(GRACE, heidi.id), (HEIDI, grace.id)]
    browsers = [another(app) for _ in both]
    pages = []
    for browser, (email, other) in zip(browsers, both, strict=True):
        sign_in(browser, email)
        pages.append((f"{PEOPLE}/{other}/role", csrf_token(browser.get(PEOPLE))))

    def demote(_client: PageClient, number: int) -> int:
        address, token = pages[number]
        fields = {"csrf_token": token, "role": "moderator"}
        return browsers[number].post(address, data=fields).status_code

    answers = Counter(at_once(app, 2, demote))

    assert answers == {303: 1, 403: 1}
    assert sorted(roles(session, site).values()) == [Role.ADMIN, Role.MODERATOR]


def test_who_demotes_an_admin_waits_for_who_demotes_the_other(
    session: Session, site: Site, clean: Engine, grace: Moderator, heidi: Moderator
) -> None:
    change_role(session, site, heidi, Role.ADMIN, by=None, now=NOON)
    session.commit()

    def demote_grace(late: Session) -> None:
        there, person = late.get_one(Site, site_id), late.get_one(Moderator, grace_id)
        change_role(late, there, person, Role.MODERATOR, by=None, now=NOON)

    site_id, grace_id = site.id, grace.id
    begin_write(session)
    change_role(session, site, heidi, Role.MODERATOR, by=None, now=NOON)
    second = comes_second(clean, demote_grace)
    session.commit()

    with pytest.raises(InvalidFields, match="last admin"):
        second.result(timeout=10)


def test_who_is_removed_is_out_at_once(
    client: PageClient, app: Flask, session: Session, site: Site, heidi: Moderator
) -> None:
    token = a_token(session, TokenKind.MODERATOR, moderator=heidi)
    session.commit()
    hers = another(app)
    sign_in(hers, HEIDI)
    sign_in(client)

    status, _said = change(client, heidi, "remove")

    assert status == 303
    assert not signed_in(hers)
    assert hers.get("/api/queue", headers=bearer(token)).status_code == 401
    assert roles(session, site) == {"Grace": Role.ADMIN}
    assert logged(session) == [("people.removed", "Heidi", "Grace")]
    assert "Heidi does not moderate here any more." in words(client.get(PEOPLE))


def test_who_moderates_elsewhere_keeps_that(
    client: PageClient,
    app: Flask,
    session: Session,
    site: Site,
    heidi: Moderator,
    elsewhere: Site,
) -> None:
    here = a_token(session, TokenKind.MODERATOR, moderator=heidi, site=site)
    there = a_token(session, TokenKind.MODERATOR, moderator=heidi, site=elsewhere)
    session.commit()
    hers = another(app)
    sign_in(hers, HEIDI)
    sign_in(client)

    change(client, heidi, "remove")

    assert hers.get("/desk/account?site=second").status_code == 200
    assert hers.get("/desk/account?site=blog").status_code == 403
    assert hers.get("/api/queue", headers=bearer(here)).status_code == 401
    assert hers.get("/api/queue", headers=bearer(there)).status_code == 200


def test_what_somebody_decided_stays_with_the_name(
    client: PageClient, session: Session, site: Site, heidi: Moderator
) -> None:
    decision = decided(
        session, a_comment(session), State.APPROVED, moderator=heidi, now=NOON
    )
    session.commit()

    remove(session, site, heidi, by=None, now=NOON)
    session.commit()

    session.refresh(decision)
    assert decision.moderator is not None
    assert decision.moderator.name == "Heidi"


def test_links_of_an_admin_who_is_none_any_more_are_good_no_more(
    client: PageClient, app: Flask, session: Session, site: Site, heidi: Moderator
) -> None:
    change_role(session, site, heidi, Role.ADMIN, by=None, now=NOON)
    session.commit()
    hers = another(app)
    sign_in(hers, HEIDI)
    answer = send(
        hers, PEOPLE, f"{PEOPLE}/invitations", email="ivan@example.org", role="admin"
    )
    sign_in(client)

    change(client, heidi, "role", role="moderator")

    session.rollback()
    assert open_invitations(session, site, now=NOON) == []
    assert client.get(secret_of(answer)).status_code == 404


def test_an_admin_switches_off_what_somebody_lost(
    client: PageClient, app: Flask, session: Session, heidi: Moderator
) -> None:
    with_second_factor(heidi)
    session.commit()
    sign_in(client)

    status, _said = change(client, heidi, "second-factor")

    assert status == 303
    assert sign_in(another(app), HEIDI).location.endswith("/desk/")
    assert logged(session) == [("account.second_factor_reset", "Heidi", "Grace")]


def test_no_admin_sees_the_secret_of_anybody(
    client: PageClient, session: Session, heidi: Moderator
) -> None:
    phone = with_second_factor(heidi)
    session.commit()
    sign_in(client)

    pages = [client.get(PEOPLE).text, client.get(f"{PEOPLE}/{heidi.id}").text]

    for page in pages:
        assert phone.secret not in page
        assert (heidi.totp_seed or "") not in page


@pytest.mark.parametrize("what", ["reset", "second-factor"])
def test_who_would_get_into_a_site_of_others_is_refused_and_told_why(
    client: PageClient,
    session: Session,
    clean: Engine,
    heidi: Moderator,
    elsewhere: Site,
    what: str,
) -> None:
    with_second_factor(heidi)
    session.commit()
    sign_in(client)
    client.get(PEOPLE)

    with nothing_stored(clean):
        status, said = change(client, heidi, what)

    assert status == 422
    assert "also moderates a site of which you are no admin" in said


@pytest.mark.parametrize("what", ["role", "remove", "reset", "second-factor"])
def test_people_are_for_admins(
    client: PageClient, clean: Engine, grace: Moderator, heidi: Moderator, what: str
) -> None:
    sign_in(client, HEIDI)
    token = csrf_token(client.get("/desk/account"))

    with nothing_stored(clean):
        answer = client.post(
            f"{PEOPLE}/{grace.id}/{what}", data={"csrf_token": token, "role": "admin"}
        )

    assert answer.status_code == 403
    assert client.get(PEOPLE).status_code == 403
    assert client.get(f"{PEOPLE}/{grace.id}").status_code == 403


def test_people_of_other_sites_are_nobody(
    client: PageClient, session: Session, heidi: Moderator, elsewhere: Site
) -> None:
    judy = a_moderator(session, "judy@example.org", name="Judy", site=elsewhere)
    session.commit()
    sign_in(client)

    assert client.get(f"{PEOPLE}/{judy.id}").status_code == 404
    assert client.get(f"{PEOPLE}/999999").status_code == 404
    assert "Judy" not in client.get(PEOPLE).text


def test_an_admin_of_yesterday_changes_nobody(
    session: Session, site: Site, heidi: Moderator, grace: Moderator
) -> None:
    # What was true when the page was shown is asked again within the change.
    with pytest.raises(NotAllowed):
        remove(session, site, grace, by=heidi, now=NOON)
    with pytest.raises(InvalidFields):
        remove(session, site, grace, by=None, now=NOON)


def test_no_session_is_left_of_who_is_removed(
    session: Session, site: Site, heidi: Moderator
) -> None:
    open_session(session, heidi, now=NOON)

    remove(session, site, heidi, by=None, now=NOON)

    assert session.scalars(select(DeskSession)).all() == []
