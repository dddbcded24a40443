"""What the API answers to a comment that it takes in."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.submission import ConsentMode
from commentbox.models import Comment, ConsentRecord, Discussion, Revision, Site
from commentbox.rulebook.document import read_notice
from commentbox.rulebook.publish import publish_notice
from commentbox.rulebook.queries import notice_in_force
from tests.factories import NOON, a_comment, a_site, an_article
from tests.integration.people import Ada, Grace, nothing_stored, rows
from tests.page import PageClient, json_of

INSULT = "You are a stupid idiot, a moron and a worthless piece of shit."
ADVERTISING = (
    "Buy cheap viagra online casino http://a.example http://b.example "
    "http://c.example http://d.example http://e.example http://f.example"
)


def test_who_posts_learns_id_state_token_and_where_to_ask(ada: Ada) -> None:
    answer = ada.posts("Well said.")

    assert answer.status_code == 201
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    said = json_of(answer)
    assert set(said) == {"id", "state", "author_token", "status_url"}
    assert UUID(said["id"]).version == 7
    assert said["id"] == str(UUID(said["id"]))
    assert said["state"] == "pending"
    assert re.fullmatch(r"[A-Za-z0-9_-]{32,}", said["author_token"])
    assert said["status_url"] == (
        f"https://comments.example.org/api/comments/{said['id']}/status"
    )


def test_a_posted_comment_is_stored_with_its_consent(
    ada: Ada, session: Session
) -> None:
    ada.posts(
        "  Well *said*.\r\n",
        author_name=" Ada  Lovelace ",
        author_email="ada@example.org",
        author_url="HTTPS://Example.org",
    )

    comment = session.scalars(select(Comment)).one()
    assert comment.author_name == "Ada Lovelace"
    assert comment.author_email == "ada@example.org"
    assert comment.author_url == "https://example.org/"
    assert (comment.depth, comment.parent_id) == (1, None)
    assert comment.root_id == comment.id
    assert comment.latest.number == 1
    assert comment.latest.body == "Well *said*."
    assert comment.latest.html == "<p>Well <em>said</em>.</p>\n"
    assert comment.latest.state is State.PENDING
    consent = session.scalars(select(ConsentRecord)).one()
    assert consent.comment_id == comment.id
    assert consent.notice_version == 1
    assert consent.given_at == comment.posted_at


def test_the_consent_proves_which_wording_was_shown(
    ada: Ada, session: Session, site: Site
) -> None:
    row = notice_in_force(session, site.id)
    notice = read_notice(row.document, row.version, "en", site.consent_mode)

    ada.posts()

    session.rollback()
    assert session.scalars(select(ConsentRecord)).one().text_hash == notice.text_hash


def test_only_its_hash_is_kept_of_an_author_token(ada: Ada, session: Session) -> None:
    written = ada.writes()

    stored = session.scalars(select(Comment)).one()
    assert written.token not in stored.token_hash
    assert len(stored.token_hash) == 64


@pytest.mark.parametrize(
    ("body", "lane"),
    [("Well said.", "pending"), (INSULT, "filtered"), (ADVERTISING, "spam")],
)
def test_an_author_reads_pending_whatever_the_screening_says(
    ada: Ada, session: Session, body: str, lane: str
) -> None:
    answer = ada.posts(body)

    assert answer.status_code == 201
    assert json_of(answer)["state"] == "pending"
    assert session.scalars(select(Revision)).one().state == lane


def test_reading_tells_nobody_that_something_waits(ada: Ada) -> None:
    before = ada.client.get("/api/comments?article=first")

    ada.posts()

    after = ada.client.get("/api/comments?article=first")
    assert after.data == before.data
    assert after.headers["ETag"] == before.headers["ETag"]


def test_an_unknown_article_is_not_found(ada: Ada, clean: Engine) -> None:
    with nothing_stored(clean):
        answer = ada.posts(article="second")

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert json_of(answer)["status"] == 404


@pytest.mark.parametrize(
    ("discussion", "reads"), [(Discussion.CLOSED, 200), (Discussion.HIDDEN, 404)]
)
def test_a_discussion_that_is_not_open_takes_no_comments(
    ada: Ada, session: Session, clean: Engine, discussion: Discussion, reads: int
) -> None:
    an_article(session, "second", comments=discussion)
    session.commit()

    with nothing_stored(clean):
        answer = ada.posts(article="second")

    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    read = ada.client.get("/api/comments?article=second")
    assert read.status_code == reads


def test_a_closed_discussion_says_so_to_readers(ada: Ada, session: Session) -> None:
    an_article(session, "second", comments=Discussion.CLOSED)
    session.commit()

    read = json_of(ada.client.get("/api/comments?article=second"))

    assert read["article"]["open"] is False


@pytest.mark.parametrize(("name", "status"), [("second", 201), ("third", 404)])
def test_where_there_are_two_sites_the_address_names_one(
    ada: Ada, session: Session, name: str, status: int
) -> None:
    second = a_site(session, "second", url="https://second.example.org")
    an_article(session, "only-there", site=second)
    session.commit()

    answer = ada.client.post(
        "/api/comments",
        query_string={"article": "only-there", "site": name},
        json={"author_name": "Ada", "body": "Well said.", "consent": True},
    )

    assert answer.status_code == status


def test_with_two_sites_none_is_guessed(
    ada: Ada, session: Session, clean: Engine
) -> None:
    a_site(session, "second", url="https://second.example.org")
    session.commit()

    with nothing_stored(clean):
        answer = ada.posts()

    assert answer.status_code == 404


@pytest.mark.parametrize("mode", list(ConsentMode))
@pytest.mark.parametrize(
    "consent", [False, None, "absent"], ids=["false", "null", "absent"]
)
def test_every_mode_needs_consent(
    client: PageClient,
    session: Session,
    clean: Engine,
    mode: ConsentMode,
    consent: object,
) -> None:
    a_site(session, consent_mode=mode)
    an_article(session)
    session.commit()
    json = {"author_name": "Ada", "body": "Well said.", "consent": consent}
    if consent == "absent":
        del json["consent"]

    with nothing_stored(clean):
        answer = Ada(client).sends(json)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"consent"}


@pytest.mark.parametrize("mode", list(ConsentMode))
def test_every_mode_takes_consent_and_keeps_the_mode(
    client: PageClient, session: Session, mode: ConsentMode
) -> None:
    a_site(session, consent_mode=mode)
    an_article(session)
    session.commit()

    answer = Ada(client).posts()

    assert answer.status_code == 201
    assert session.scalars(select(ConsentRecord)).one().mode is mode


@pytest.mark.parametrize("version", [None, 1])
def test_the_current_notice_may_be_named_or_not(ada: Ada, version: int | None) -> None:
    answer = ada.posts(notice_version=version)

    assert answer.status_code == 201


@pytest.mark.parametrize("version", [0, 1, 3, 10**4000])
def test_another_notice_than_the_current_is_refused_with_the_new_text(
    ada: Ada, session: Session, site: Site, clean: Engine, version: int
) -> None:
    document = notice_in_force(session, site.id).document
    publish_notice(session, site.id, reworded(document), now=NOON)
    session.commit()

    with nothing_stored(clean):
        answer = ada.posts(notice_version=version)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"notice_version"}
    assert json_of(answer)["notice"]["version"] == 2
    assert "In new words" in json_of(answer)["notice"]["text"]
    assert "In new words" in json_of(answer)["errors"]["notice_version"][0]


def test_the_new_notice_is_what_the_thread_shows_and_takes(
    ada: Ada, session: Session, site: Site
) -> None:
    document = notice_in_force(session, site.id).document
    publish_notice(session, site.id, reworded(document), now=NOON)
    session.commit()

    shown = json_of(ada.client.get("/api/comments?article=first"))["notice"]
    answer = ada.posts(notice_version=shown["version"])

    assert "In new words" in shown["text"]
    assert answer.status_code == 201
    assert session.scalars(select(ConsentRecord)).one().notice_version == 2


def reworded(document: dict[str, object]) -> dict[str, object]:
    sentences = ("sentence", "notice_only", "box")
    return document | {name: {"en": "In new words."} for name in sentences}


@pytest.mark.parametrize("state", [State.PENDING, State.APPROVED, State.REJECTED])
def test_a_comment_in_any_state_may_be_answered(
    ada: Ada, session: Session, state: State
) -> None:
    parent = a_comment(session, state=state)
    session.commit()

    answer = ada.posts(parent=str(parent.id))

    assert answer.status_code == 201
    session.rollback()
    reply = session.get_one(Comment, UUID(json_of(answer)["id"]))
    assert (reply.parent_id, reply.root_id, reply.depth) == (parent.id, parent.id, 2)


def test_a_comment_of_another_article_cannot_be_answered(
    ada: Ada, session: Session, clean: Engine
) -> None:
    elsewhere = a_comment(session, an_article(session, "second"), state=State.APPROVED)
    session.commit()

    with nothing_stored(clean):
        answer = ada.posts(parent=str(elsewhere.id))

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"parent"}


def test_a_withdrawn_comment_cannot_be_answered(
    ada: Ada, grace: Grace, clean: Engine
) -> None:
    parent = ada.writes()
    grace.approves(parent, ada.writes(parent=parent.id))
    ada.withdraws(parent)

    with nothing_stored(clean):
        answer = ada.posts(parent=parent.id)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"parent"}


@pytest.mark.parametrize(
    "parent",
    ["x", "00000000-0000-7000-8000-000000000000", "1", "0" * 32, "\x00", "é" * 50],
)
def test_a_parent_that_is_none_is_refused(ada: Ada, clean: Engine, parent: str) -> None:
    with nothing_stored(clean):
        answer = ada.posts(parent=parent)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"parent"}


@pytest.mark.parametrize("parent", ["", None])
def test_an_empty_parent_is_no_parent(
    ada: Ada, session: Session, parent: object
) -> None:
    answer = ada.posts(parent=parent)

    assert answer.status_code == 201
    assert session.scalars(select(Comment)).one().parent_id is None


def test_a_comment_and_all_that_belongs_to_it_are_one_row_each(
    ada: Ada, clean: Engine
) -> None:
    before = rows(clean)

    ada.posts(INSULT, headers={"Idempotency-Key": "a"})

    grown = {name: n - before[name] for name, n in rows(clean).items()}
    assert {name: n for name, n in grown.items() if n} == {
        "comment": 1,
        "consent": 1,
        "log_head": 1,
        "log_link": 1,
        "revision": 1,
        "decision": 1,
        "idempotency_key": 1,
        "post_fingerprint": 1,
        # What the desk finds it by: one row a check that gave a score.
        "finding": 2,
        "search_text": 1,
    }
