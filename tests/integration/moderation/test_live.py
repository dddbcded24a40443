"""What the script of the desk learns while somebody works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Claim, Comment, Moderator, Site
from commentbox.moderation.claims import claim
from commentbox.moderation.decide import Intent
from commentbox.moderation.intend import intend
from commentbox.posting.author import edit, withdraw
from tests.desk import csrf_token, sign_in
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
)
from tests.integration.people import nothing_stored, someone_who_moderates
from tests.page import PageClient, json_of


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    sign_in(client)
    return grace


@pytest.fixture
def heidi(session: Session, site: Site) -> Moderator:
    heidi = someone_who_moderates(session, site, "heidi@example.org", "Heidi")
    session.commit()
    return heidi


def now() -> datetime:
    return datetime.now(UTC)


def changes(client: PageClient, *comments: Comment, **query: str) -> dict[str, Any]:
    asked = {"case": [str(comment.id) for comment in comments], **query}
    answer = client.get("/desk/changes.json", query_string=asked)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return dict(json_of(answer))


def text_now(client: PageClient, comment: Comment, number: int = 1) -> dict[str, Any]:
    case = changes(client, comment)["cases"][str(comment.id)]
    return dict(case["texts"][str(number)])


def test_nothing_new_says_nothing(client: PageClient, session: Session) -> None:
    comment = a_comment(session)
    session.commit()

    told = changes(client, comment, lane="pending", since="2100-01-01T00:00:00Z")

    assert told["counts"]["pending"] == "1"
    assert told["new"] == ""
    assert told["cases"][str(comment.id)] == {
        "reading": None,
        "texts": {"1": {"state": "pending", "intended": False, "said": ""}},
    }


@pytest.mark.parametrize(
    ("to", "rule", "said"),
    [
        (State.APPROVED, None, "Heidi has approved this."),
        (State.REJECTED, "respect", "Heidi has rejected this under rule 2."),
        (State.SPAM, None, "Heidi has filed this as spam."),
    ],
)
def test_what_another_decides_is_told_at_once(
    client: PageClient,
    session: Session,
    heidi: Moderator,
    to: State,
    rule: str | None,
    said: str,
) -> None:
    comment, later = a_comment(session), a_comment(session, body="Later.")
    decided(session, comment, to, rule=rule, moderator=heidi)
    intend(
        session,
        later.id,
        Intent(to=to, revision=1, rule=rule),
        moderator=heidi,
        now=NOON,
        delay=timedelta(hours=1),
    )
    session.commit()

    assert text_now(client, comment) == {"state": to, "intended": False, "said": said}
    assert text_now(client, later) == {
        "state": "pending",
        "intended": True,
        "said": said,
    }


def test_a_new_text_takes_the_place_of_the_old(
    client: PageClient, session: Session
) -> None:
    comment = a_comment(session)
    edit(session, comment, "Other words.", NOTHING_FOUND, now=NOON)
    session.commit()

    case = changes(client, comment)["cases"][str(comment.id)]

    assert list(case["texts"]) == ["2"]


def test_of_what_was_withdrawn_nothing_is_left(
    client: PageClient, session: Session
) -> None:
    comment = a_comment(session)
    withdraw(session, comment, now=NOON)
    session.commit()

    assert changes(client, comment)["cases"][str(comment.id)]["texts"] == {}


def test_who_reads_a_case_is_told_to_others_only(
    client: PageClient, session: Session, grace: Moderator, heidi: Moderator
) -> None:
    theirs, own = a_comment(session), a_comment(session, body="Mine.")
    claim(session, theirs, heidi, now=now())
    claim(session, own, grace, now=now())
    session.commit()

    cases = changes(client, theirs, own)["cases"]

    assert cases[str(theirs.id)]["reading"] == "Heidi is reading this"
    assert cases[str(own.id)]["reading"] is None


@pytest.mark.parametrize(
    ("sent", "said"), [(0, ""), (1, "1 new comment"), (3, "3 new comments")]
)
def test_what_came_in_since_is_counted(
    client: PageClient, session: Session, sent: int, said: str
) -> None:
    a_comment(session, body="Known.")
    for number in range(sent):
        moment = NOON + timedelta(minutes=1 + number)
        a_comment(session, body=f"New {number}.", posted_at=moment)
    a_comment(
        session, state=State.SPAM, posted_at=NOON + timedelta(hours=1), body="Buy!"
    )
    session.commit()

    told = changes(client, lane="pending", since="2026-03-02T12:00:00Z")

    assert told["new"] == said


@pytest.mark.parametrize(
    "query",
    [
        {"lane": "heaven", "since": "2026-03-02T12:00:00Z"},
        {"lane": "pending", "since": "noon"},
        {"lane": "pending", "since": "2026-03-02T12:00:00"},
        {"lane": "mine", "since": "2026-03-02T12:00:00Z"},
        {"case": "x"},
    ],
)
def test_what_makes_no_sense_is_left_out(
    client: PageClient, query: dict[str, str]
) -> None:
    answer = client.get("/desk/changes.json", query_string=query)

    assert json_of(answer)["new"] == ""
    assert json_of(answer)["cases"] == {}


def test_nothing_is_told_of_other_sites(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    theirs = a_site(session, "theirs")
    comment = a_comment(session, an_article(session, "theirs", site=theirs))
    claim(session, comment, grace, now=now())
    session.commit()

    cases = changes(client, comment)["cases"]

    assert cases[str(comment.id)] == {"reading": None, "texts": {}}
    assert client.get("/desk/changes.json?site=theirs").status_code == 403


def test_a_guest_learns_nothing(client: PageClient) -> None:
    client.delete_cookie("__Host-commentbox", domain="comments.example.org")

    assert client.get("/desk/changes.json").status_code == 303


def test_to_ask_changes_nothing(
    client: PageClient, session: Session, clean: Engine
) -> None:
    comment = a_comment(session)
    session.commit()

    with nothing_stored(clean):
        changes(client, comment, lane="pending", since="2026-03-02T12:00:00Z")


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cu: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


def test_many_cases_take_no_more_queries_than_one(
    client: PageClient, session: Session, heidi: Moderator
) -> None:
    comments = [a_comment(session, body=f"Number {n}.") for n in range(12)]
    for comment in comments[::2]:
        decided(session, comment, State.APPROVED, moderator=heidi)
    for comment in comments[1::2]:
        claim(session, comment, heidi, now=now())
    session.commit()
    ids = [str(comment.id) for comment in comments]

    with statements() as few:
        client.get("/desk/changes.json", query_string={"case": ids[:2]})
    with statements() as many:
        client.get("/desk/changes.json", query_string={"case": ids})

    assert len(many) == len(few)


def claim_by_script(client: PageClient, **fields: str) -> Any:
    token = csrf_token(client.get("/desk/"))
    return client.post("/desk/claims", data={"csrf_token": token, **fields})


def test_coming_to_a_case_claims_it_and_lets_go_of_the_last(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    first, second = a_comment(session), a_comment(session, body="Second.")
    session.commit()

    claim_by_script(client, comment=str(first.id))
    answer = claim_by_script(client, comment=str(second.id), release=str(first.id))

    assert json_of(answer) == {"reading": None}
    session.rollback()
    (held,) = session.query(Claim).all()
    assert (held.comment_id, held.moderator_id) == (second.id, grace.id)
    claim_by_script(client, release=str(second.id))
    session.rollback()
    assert session.query(Claim).all() == []


def test_who_comes_second_is_told_who_reads_it(
    client: PageClient, session: Session, heidi: Moderator
) -> None:
    comment = a_comment(session)
    claim(session, comment, heidi, now=now())
    session.commit()

    answer = claim_by_script(client, comment=str(comment.id))

    assert json_of(answer) == {"reading": "Heidi is reading this"}
    assert "Heidi is reading this" in client.get("/desk/").text


def test_a_claim_needs_the_forms_token_and_an_own_site(
    client: PageClient, session: Session, app: Flask
) -> None:
    comment = a_comment(session)
    theirs = a_site(session, "theirs")
    other = a_comment(session, an_article(session, "theirs", site=theirs))
    session.commit()

    without = client.post("/desk/claims", data={"comment": str(comment.id)})

    assert without.status_code == 400
    assert claim_by_script(client, comment=str(other.id)).status_code == 403
    assert claim_by_script(client, comment="x").status_code == 404
    session.rollback()
    assert session.query(Claim).all() == []
