"""Withdrawal is erasure: nothing of the author stays, in no table and no answer."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import ConsentRecord, Decision
from tests.integration.people import Ada, Grace, Written, contents, nothing_stored
from tests.page import json_of

#: The last is what a finding quotes as its evidence.
SECRETS = ["Adaline", "ada@private.example", "adas-site.example", "moron"]


def a_full_comment(ada: Ada, **fields: Any) -> Written:
    return ada.writes(
        "Words of a moron.",
        author_name="Adaline",
        author_email="ada@private.example",
        author_url="https://adas-site.example/",
        headers={"Idempotency-Key": "withdrawn"},
        **fields,
    )


@pytest.mark.parametrize(
    "moves",
    [
        [],
        ["approved"],
        ["rejected"],
        ["spam"],
        ["approved", "removed"],
        ["approved", "edit"],
        ["approved", "removed", "edit"],
        ["approved", "reply"],
        ["approved", "reply", "edit", "removed"],
    ],
    ids=lambda moves: " ".join(moves) or "waiting",
)
def test_a_withdrawn_comment_leaves_nothing_of_its_author(
    ada: Ada, grace: Grace, clean: Engine, moves: list[str]
) -> None:
    written = a_full_comment(ada)
    for to in moves:
        if to == "edit":
            ada.edits(written, "Still a moron.")
        elif to == "reply":
            grace.approves(ada.writes("An answer.", parent=written.id))
        elif to == "removed":
            grace.decided(written, to, note="Adaline wrote moron.")
        else:
            grace.decided(written, to)

    answer = ada.withdraws(written)

    assert (answer.status_code, answer.data) == (204, b"")
    stored = repr(contents(clean))
    urls = [*PUBLIC, "/api/queue", *(f"/api/queue?lane={lane}" for lane in State)]
    outside = "".join(ada.client.get(u, headers=grace.headers).text for u in urls)
    for secret in SECRETS:
        assert secret not in stored
        assert secret not in outside


PUBLIC = [
    "/api/comments?article=first",
    "/articles/first",
    "/articles/first/comments",
    "/articles/first/feed.rss",
    "/articles/first/feed.atom",
    "/articles/first/feed.json",
    "/feed.rss",
    "/feed.atom",
    "/feed.json",
]


def test_a_withdrawn_comment_keeps_the_proof_of_consent_and_the_decisions(
    ada: Ada, grace: Grace, session: Session
) -> None:
    written = ada.writes()
    grace.decided(written, "rejected", note="Private words.")

    ada.withdraws(written)

    assert session.scalars(select(ConsentRecord)).one().notice_version == 1
    decision = session.scalars(select(Decision)).one()
    assert (decision.to_state, decision.rule) == (State.REJECTED, "respect")
    assert decision.note == ""


@pytest.mark.parametrize("to", [None, "approved", "rejected", "spam"])
def test_a_withdrawn_comment_waits_in_no_lane(
    ada: Ada, grace: Grace, to: str | None
) -> None:
    written = ada.writes()
    if to:
        grace.decided(written, to)
    ada.edits(written, "Another text.")

    ada.withdraws(written)

    for lane in State:
        queue = grace.queue(lane.value)
        assert queue["comments"] == []
        assert set(queue["counts"].values()) == {0}


def test_withdrawing_again_is_not_found(ada: Ada, clean: Engine) -> None:
    written = ada.writes()
    ada.withdraws(written)

    with nothing_stored(clean):
        answers = [
            ada.withdraws(written),
            ada.asks(written),
            ada.edits(written, "Back again."),
        ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    wrong = Written(written.id, "x" * 43)
    assert ada.asks(wrong).status_code == 401


def test_a_withdrawn_comment_is_gone_from_every_public_place(
    ada: Ada, grace: Grace
) -> None:
    written = ada.writes("Unmistakeable.")
    grace.approves(written)

    ada.withdraws(written)

    thread = json_of(ada.client.get("/api/comments?article=first"))
    assert thread["comments"] == []
    assert thread["article"]["count"] == 0
    assert ada.client.get(f"/comments/{written.id}").status_code == 404
    assert ada.client.get(f"/comments/{written.id}/feed.atom").status_code == 404


def test_a_placeholder_stands_while_a_public_reply_hangs_below(
    ada: Ada, grace: Grace
) -> None:
    parent = ada.writes()
    reply = ada.writes("An answer.", parent=parent.id)
    grace.approves(parent, reply)

    ada.withdraws(parent)

    thread = json_of(ada.client.get("/api/comments?article=first"))
    [node] = thread["comments"]
    assert node["removed"]["by"] == "author"
    assert node["removed"]["rule"] is None
    assert node["removed"]["at"]
    assert (node["html"], node["author"]["name"], node["author"]["url"]) == (
        "",
        "",
        None,
    )
    assert [r["html"].strip() for r in node["replies"]] == ["<p>An answer.</p>"]
    assert thread["article"]["count"] == 1
    assert ada.client.get(f"/comments/{parent.id}").status_code == 404
    assert b"withdrawn by its author" in ada.client.get("/articles/first").data


@pytest.mark.parametrize("how", ["withdrawn", "removed", "spam"])
def test_a_placeholder_goes_with_its_last_public_reply(
    ada: Ada, grace: Grace, how: str
) -> None:
    parent = ada.writes()
    reply = ada.writes(parent=parent.id)
    grace.approves(parent, reply)
    ada.withdraws(parent)

    if how == "withdrawn":
        ada.withdraws(reply)
    else:
        grace.decided(reply, how)

    thread = json_of(ada.client.get("/api/comments?article=first"))
    assert thread["comments"] == []
    assert thread["article"]["count"] == 0


def test_a_placeholder_appears_when_a_waiting_reply_is_approved(
    ada: Ada, grace: Grace
) -> None:
    parent = ada.writes()
    reply = ada.writes(parent=parent.id)
    grace.approves(parent)
    ada.withdraws(parent)
    assert json_of(ada.client.get("/api/comments?article=first"))["comments"] == []

    grace.approves(reply)

    [node] = json_of(ada.client.get("/api/comments?article=first"))["comments"]
    assert node["removed"]["by"] == "author"
    assert [r["id"] for r in node["replies"]] == [reply.id]


def test_a_comment_withdrawn_while_it_waited_leaves_no_place(
    ada: Ada, grace: Grace
) -> None:
    parent = ada.writes()
    reply = ada.writes(parent=parent.id)
    grace.approves(reply)

    ada.withdraws(parent)

    assert json_of(ada.client.get("/api/comments?article=first"))["comments"] == []
    assert ada.status(reply)["public"] is False


def test_a_key_of_a_withdrawn_comment_makes_a_new_one(ada: Ada) -> None:
    written = a_full_comment(ada)
    ada.withdraws(written)

    again = a_full_comment(ada)

    assert again.id != written.id
    assert ada.asks(written).status_code == 404


def test_nobody_can_decide_about_what_was_withdrawn(
    ada: Ada, grace: Grace, clean: Engine
) -> None:
    written = ada.writes()
    grace.approves(written)
    ada.withdraws(written)

    with nothing_stored(clean):
        answer = grace.decides(written, "removed", rule="respect")

    assert answer.status_code == 404
