"""Tokens of programs: shown once, told when they were used, taken back at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from commentbox.accounts.programs.tokens import MOST
from commentbox.extensions import make_engine
from commentbox.models import Membership, Moderator, Role, Site, Token, TokenKind
from commentbox.web.bearer import stamp
from tests.desk import elements, sign_in, words
from tests.factories import NOON, a_moderator, a_token
from tests.integration.accounts.browsing import HEIDI, logged, secret_of, send
from tests.integration.people import bearer, contents, nothing_stored
from tests.page import HTML, PageClient, text_of

OWN, SITES = "/desk/account/tokens", "/desk/people/tokens"


@pytest.fixture(autouse=True)
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session, role=Role.ADMIN)
    session.commit()
    return grace


def queue(client: PageClient, token: str) -> int:
    return client.get("/api/queue", headers=bearer(token)).status_code


def handle(client: PageClient, page: str, label: str) -> str:
    [row] = [r for r in elements(client.get(page), "li") if label in text_of(r)]
    fields = {f.get("name"): f.get("value", "") for f in row.iter(f"{HTML}input")}
    return fields["token"]


def test_a_token_is_shown_once_and_opens_the_queue(
    client: PageClient, session: Session, clean: Engine
) -> None:
    sign_in(client)

    answer = send(client, OWN, label="A wall of comments")

    token = secret_of(answer)
    assert queue(client, token) == 200
    assert token not in client.get(OWN).text
    assert token not in repr(contents(clean))
    assert logged(session) == [("token.created", "A wall of comments", "Grace")]


def test_a_token_of_the_site_makes_articles_known(client: PageClient) -> None:
    sign_in(client)

    token = secret_of(send(client, SITES, label="Blog"))

    answer = client.put(
        "/api/articles/first",
        json={"url": "https://blog.example.org/1", "title": "One"},
        headers=bearer(token),
    )
    assert answer.status_code == 201
    assert queue(client, token) == 403


@pytest.mark.parametrize("page", [OWN, SITES])
def test_a_token_that_is_revoked_opens_nothing(
    client: PageClient, session: Session, page: str
) -> None:
    sign_in(client)
    token = secret_of(send(client, page, label="Old"))
    send(client, page, label="Kept")

    answer = send(client, page, f"{page}/revoke", token=handle(client, page, "Old"))

    assert answer.status_code == 303
    assert queue(client, token) == 401
    session.rollback()
    assert session.scalars(select(Token.label)).all() == ["Kept"]
    assert logged(session)[-1] == ("token.revoked", "Old", "Grace")


@pytest.mark.parametrize("label", ["", "   ", "x" * 101])
def test_a_token_says_what_it_is_for(
    client: PageClient, session: Session, label: str
) -> None:
    sign_in(client)

    answer = send(client, OWN, label=label)

    assert answer.status_code == 422
    assert "what it is for" in words(answer)
    assert session.scalars(select(Token)).all() == []


def test_there_is_an_end_to_tokens(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    for _ in range(MOST):
        a_token(session, TokenKind.MODERATOR, moderator=grace)
    session.commit()
    sign_in(client)

    assert send(client, OWN, label="One too many").status_code == 422


def test_nobody_sees_or_revokes_the_token_of_another(
    client: PageClient, session: Session
) -> None:
    heidi = a_moderator(session, HEIDI, name="Heidi")
    token = a_token(session, TokenKind.MODERATOR, moderator=heidi)
    session.commit()
    sign_in(client)
    row = session.scalars(select(Token)).one()

    send(client, OWN, f"{OWN}/revoke", token=row.token_hash[:16])

    assert row.token_hash[:16] not in client.get(OWN).text
    assert queue(client, token) == 200


def test_tokens_of_the_site_are_for_admins(
    client: PageClient, session: Session, clean: Engine
) -> None:
    a_moderator(session, HEIDI, name="Heidi")
    a_token(session, TokenKind.SITE)
    session.commit()
    sign_in(client, HEIDI)
    row = session.scalars(select(Token)).one()

    with nothing_stored(clean):
        answers = [
            client.get(SITES),
            send(client, OWN, SITES, label="Mine"),
            send(client, OWN, f"{SITES}/revoke", token=row.token_hash[:16]),
        ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_the_last_use_is_noted_to_the_hour(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    token = a_token(session, TokenKind.MODERATOR, moderator=grace)
    session.commit()

    queue(client, token)

    row = session.scalars(select(Token)).one()
    assert row.last_used_at is not None
    assert (row.last_used_at.minute, row.last_used_at.second) == (0, 0)
    assert datetime.now(UTC) - row.last_used_at < timedelta(hours=1, minutes=1)


def test_the_last_use_is_noted_once_an_hour(
    app: Flask, client: PageClient, session: Session, clean: Engine, grace: Moderator
) -> None:
    token = a_token(session, TokenKind.MODERATOR, moderator=grace)
    session.commit()
    queue(client, token)

    with nothing_stored(clean):
        queue(client, token)

    row = session.scalars(select(Token)).one()
    noted = row.last_used_at
    assert noted is not None
    with app.app_context():
        hours = [noted + timedelta(minutes=minutes) for minutes in (59, 61, 30)]
        # An hour later again; and a clock that went back changes nothing.
        stamped = []
        for moment in hours:
            stamped.append(stamp(session, row, now=moment))
            session.refresh(row)
    assert stamped == [False, True, False]
    assert row.last_used_at == noted + timedelta(hours=1)


def test_a_busy_database_is_no_reason_to_wait(
    client: PageClient,
    session: Session,
    clean: Engine,
    database: str,
    grace: Moderator,
) -> None:
    token = a_token(session, TokenKind.MODERATOR, moderator=grace)
    session.commit()
    engine = make_engine(database)
    with engine.connect() as busy:
        # Another writer holds what the note would change.
        busy.execute(text("UPDATE token SET label = 'held'"))

        started = datetime.now(UTC)
        assert queue(client, token) == 200
        assert datetime.now(UTC) - started < timedelta(seconds=2)

    engine.dispose()
    session.rollback()
    assert session.scalars(select(Token.last_used_at)).all() == [None]
    # The connection that could not wait waits again.
    assert queue(client, token) == 200
    session.rollback()
    assert session.scalars(select(Token.last_used_at)).one() is not None


def test_who_moderates_here_no_more_has_no_token_either(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    token = a_token(session, TokenKind.MODERATOR, moderator=grace)
    session.commit()
    assert queue(client, token) == 200

    session.execute(delete(Membership))
    session.commit()

    assert queue(client, token) == 401


def test_a_list_shows_when_a_token_was_used(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    a_token(session, TokenKind.MODERATOR, moderator=grace)
    session.commit()
    sign_in(client)
    assert "Never used" in words(client.get(OWN))

    row = session.scalars(select(Token)).one()
    row.last_used_at = NOON
    session.commit()

    assert "2 March 2026 at 13:00" in words(client.get(OWN))


def test_a_token_for_scores_is_among_those_of_the_site(
    client: PageClient, session: Session
) -> None:
    a_token(session, TokenKind.SCREENING)
    session.commit()
    sign_in(client)
    mark = handle(client, SITES, "Has texts scored, and nothing else")

    send(client, SITES, f"{SITES}/revoke", token=mark)

    session.rollback()
    assert session.scalars(select(Token)).all() == []
