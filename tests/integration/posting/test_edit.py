"""An author's edit: it waits, and what was approved stays up until then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.models import Comment, Revision
from tests.factories import a_site, an_article
from tests.integration.people import Ada, Grace, a_quick_token, nothing_stored
from tests.page import PageClient, json_of


def test_an_edit_waits_while_the_approved_text_stays_public(
    ada: Ada, grace: Grace
) -> None:
    written = ada.writes("First words.")
    grace.approves(written)
    before = ada.client.get("/api/comments?article=first").data

    answer = ada.edits(written, "Second words.")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    status = json_of(answer)
    assert (status["state"], status["revision"]) == ("pending", 2)
    assert status["public"] is True
    assert ada.client.get("/api/comments?article=first").data == before
    waiting = grace.queue()["comments"]
    assert [(c["id"], c["revision"]) for c in waiting] == [(written.id, 2)]
    assert [c["revision"] for c in grace.queue("approved")["comments"]] == [1]


def test_an_approved_edit_takes_the_place_of_the_first_text(
    ada: Ada, grace: Grace
) -> None:
    written = ada.writes("First words.")
    grace.approves(written)
    ada.edits(written, "Second words.")

    grace.decided(written, "approved", revision=2)

    [node] = json_of(ada.client.get("/api/comments?article=first"))["comments"]
    assert "Second words." in node["html"]
    assert "First words." not in node["html"]
    lanes = grace.queue("approved")
    assert [c["revision"] for c in lanes["comments"]] == [2]
    assert lanes["counts"]["approved"] == 1


def test_a_rejected_edit_leaves_the_first_text_public(ada: Ada, grace: Grace) -> None:
    written = ada.writes("First words.")
    grace.approves(written)
    before = ada.client.get("/api/comments?article=first").data
    ada.edits(written, "Second words.")

    grace.decided(written, "rejected", revision=2)

    assert ada.client.get("/api/comments?article=first").data == before
    assert ada.status(written)["public"] is True


def test_an_edit_of_a_waiting_text_takes_its_place_in_the_queue(
    ada: Ada, grace: Grace
) -> None:
    written = ada.writes("First words.")

    ada.edits(written, "Second words.")

    queue = grace.queue()
    assert [(c["revision"], c["source"]) for c in queue["comments"]] == [
        (2, "Second words.")
    ]
    assert queue["counts"]["pending"] == 1
    assert grace.decides(written, "approved", revision=1).status_code == 409


def test_the_same_text_again_changes_nothing(ada: Ada, clean: Engine) -> None:
    written = ada.writes("First words.")

    with nothing_stored(clean):
        answer = ada.edits(written, " First words.\r\n")

    assert answer.status_code == 200
    assert json_of(answer)["revision"] == 1


def test_an_edit_is_screened_as_the_first_text_was(ada: Ada, grace: Grace) -> None:
    written = ada.writes("First words.")

    answer = ada.edits(written, "You stupid idiot, you moron, you piece of shit.")

    assert json_of(answer)["state"] == "pending"
    queue = grace.queue("filtered")
    assert [c["revision"] for c in queue["comments"]] == [2]
    assert queue["counts"]["pending"] == 0


def test_a_rejected_comment_may_be_written_anew(ada: Ada, grace: Grace) -> None:
    written = ada.writes("First words.")
    grace.decided(written, "rejected")

    ada.edits(written, "Second words.")

    assert ada.status(written)["state"] == "pending"
    counts = grace.queue()["counts"]
    assert (counts["pending"], counts["rejected"]) == (1, 0)
    grace.decided(written, "approved", revision=2)
    assert ada.status(written)["public"] is True


def test_an_edit_does_not_bring_back_what_was_removed(ada: Ada, grace: Grace) -> None:
    written = ada.writes("First words.")
    grace.approves(written)
    grace.decided(written, "removed")

    ada.edits(written, "Second words.")

    [node] = json_of(ada.client.get("/api/comments?article=first"))["comments"]
    assert node["removed"]["rule"] == "respect"
    assert node["html"] == ""


def test_each_edit_is_a_revision_of_its_own(
    ada: Ada, grace: Grace, session: Session
) -> None:
    written = ada.writes("Text 1.")
    for number in range(2, 6):
        ada.edits(written, f"Text {number}.")

    bodies = session.scalars(select(Revision.body).order_by(Revision.number)).all()
    assert list(bodies) == [f"Text {number}." for number in range(1, 6)]
    assert grace.queue()["counts"]["pending"] == 1


@pytest.mark.parametrize(
    ("minutes", "age", "marked"),
    [
        (15, timedelta(minutes=14), False),
        (15, timedelta(minutes=16), True),
        (0, timedelta(seconds=5), True),
        (600, timedelta(hours=5), False),
    ],
)
def test_an_edit_is_marked_once_the_free_minutes_are_over(
    client: PageClient,
    session: Session,
    minutes: int,
    age: timedelta,
    *,
    marked: bool,
) -> None:
    site = a_site(session, edit_minutes=minutes)
    an_article(session)
    session.commit()
    ada, grace = Ada(client), Grace(client, a_quick_token(session, site))
    written = ada.writes("First words.")
    comment = session.scalars(select(Comment)).one()
    comment.posted_at = comment.latest.posted_at = comment.posted_at - age
    session.commit()
    grace.approves(written)
    assert shown(client)["edited_at"] is None

    ada.edits(written, "Second words.")
    assert shown(client)["edited_at"] is None
    grace.decided(written, "approved", revision=2)

    assert (shown(client)["edited_at"] is not None) is marked
    assert (b"cb-edited" in client.get("/articles/first").data) is marked


def shown(client: PageClient) -> dict[str, Any]:
    [node] = json_of(client.get("/api/comments?article=first"))["comments"]
    return dict(node)
