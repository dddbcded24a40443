"""What an author may do with the own comment: ask, edit, withdraw."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Comment, ConsentRecord, Decision, Revision, Site
from commentbox.models.ids import new_id
from commentbox.rulebook.publish import publish_rulebook
from commentbox.rulebook.queries import rulebook_in_force
from tests.factories import NOON, a_site, an_article
from tests.integration.people import (
    Ada,
    Grace,
    Written,
    a_quick_token,
    bearer,
    contents,
    nothing_stored,
)
from tests.page import PageClient, json_of

WRONG_TOKENS: list[tuple[str, dict[str, str]]] = [
    ("none", {}),
    ("empty", {"Authorization": "Bearer "}),
    ("no scheme", {"Authorization": "x" * 43}),
    ("another scheme", {"Authorization": "Basic eDp5"}),
    ("a wrong one", {"Authorization": "Bearer " + "x" * 43}),
    ("not ASCII", {"Authorization": "Bearer ü\u00ff"}),
    ("very long", {"Authorization": "Bearer " + "x" * 10_000}),
]
ACTS: list[tuple[str, Callable[[PageClient, str, dict[str, str]], Any]]] = [
    ("ask", lambda c, url, h: c.get(f"{url}/status", headers=h)),
    ("edit", lambda c, url, h: c.patch(url, json={"body": "Mine now."}, headers=h)),
    ("withdraw", lambda c, url, h: c.delete(url, headers=h)),
]
acts = pytest.mark.parametrize("act", [a[1] for a in ACTS], ids=[a[0] for a in ACTS])


@acts
@pytest.mark.parametrize(
    "headers", [t[1] for t in WRONG_TOKENS], ids=[t[0] for t in WRONG_TOKENS]
)
def test_without_the_token_nobody_may_act(
    ada: Ada, clean: Engine, act: Callable[..., Any], headers: dict[str, str]
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = act(ada.client, f"/api/comments/{written.id}", headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/problem+json"


@acts
def test_the_token_of_another_comment_opens_nothing(
    ada: Ada, clean: Engine, act: Callable[..., Any]
) -> None:
    mine, other = ada.writes(), ada.writes()

    with nothing_stored(clean):
        answer = act(ada.client, f"/api/comments/{other.id}", bearer(mine.token))

    assert answer.status_code == 401


@acts
def test_an_unknown_comment_answers_as_a_wrong_token_does(
    ada: Ada, act: Callable[..., Any]
) -> None:
    written = ada.writes()

    unknown = act(ada.client, f"/api/comments/{new_id()}", bearer(written.token))
    wrong = act(ada.client, f"/api/comments/{written.id}", bearer("x" * 43))

    assert unknown.status_code == wrong.status_code == 401
    assert unknown.data == wrong.data


@acts
@pytest.mark.parametrize("id_", ["1", "x", "0" * 31, "%00", "first"])
def test_what_is_no_id_is_not_found(
    ada: Ada, act: Callable[..., Any], id_: str
) -> None:
    answer = act(ada.client, f"/api/comments/{id_}", bearer("x" * 43))

    assert answer.status_code == 404


@acts
def test_neither_a_moderators_nor_a_sites_token_makes_an_author(
    ada: Ada, grace: Grace, clean: Engine, act: Callable[..., Any]
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = act(ada.client, f"/api/comments/{written.id}", grace.headers)

    assert answer.status_code == 401


def test_an_author_reads_the_own_waiting_comment(ada: Ada) -> None:
    written = ada.writes("Well *said*.")

    answer = ada.asks(written)

    assert answer.headers["Cache-Control"] == "no-store"
    status = json_of(answer)
    assert status["id"] == written.id
    assert status["state"] == "pending"
    assert status["public"] is False
    assert status["permalink"] is None
    assert status["body"] == "Well *said*."
    assert status["html"].strip() == "<p>Well <em>said</em>.</p>"
    assert status["decisions"] == []
    assert status["statement"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", status["posted_at"])


def test_an_author_reads_that_it_is_public(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.approves(written)

    status = ada.status(written)

    assert status["state"] == "approved"
    assert status["public"] is True
    assert status["permalink"].endswith(f"/comments/{written.id}")
    assert [(d["to"], d["rule"]) for d in status["decisions"]] == [("approved", None)]
    assert status["statement"] is None


def test_an_approved_reply_is_not_public_before_its_parent_is(
    ada: Ada, grace: Grace
) -> None:
    parent = ada.writes()
    reply = ada.writes(parent=parent.id)
    grace.approves(reply)

    status = ada.status(reply)

    assert (status["state"], status["public"]) == ("approved", False)
    assert status["permalink"] is None


@pytest.mark.parametrize("to", ["rejected", "removed"])
def test_who_is_turned_down_is_told_rule_facts_and_redress(
    ada: Ada, grace: Grace, to: str
) -> None:
    written = ada.writes()
    if to == "removed":
        grace.approves(written)
    grace.decided(written, to, rule="topic", note="This is about cars.")

    status = ada.status(written)

    assert status["state"] == to
    assert status["public"] is False
    statement = status["statement"]
    assert statement["rule"] == "topic"
    assert statement["rule_title"] == "To the point"
    assert statement["rule_text"].startswith("Your comment relates to")
    assert statement["facts"] == "This is about cars."
    assert statement["automated_detection"] is False
    assert statement["automated_decision"] is False
    assert statement["rulebook_version"] == 1
    assert statement["rulebook_url"].endswith("/rules?version=1")
    assert statement["restriction"]
    assert statement["redress"]
    assert ada.client.get(statement["rulebook_url"]).status_code == 200
    last = status["decisions"][-1]
    assert (last["to"], last["rule"], last["reason"]) == (
        to,
        "topic",
        "This is about cars.",
    )
    assert "moderator" not in last


def test_a_program_that_marked_the_text_is_named(ada: Ada, grace: Grace) -> None:
    written = ada.writes("You are a stupid idiot, a moron and a piece of shit.")
    grace.decided(written, "rejected")

    statement = ada.status(written)["statement"]

    assert statement["automated_detection"] is True
    assert statement["automated_decision"] is False


def test_the_statement_keeps_the_wording_of_its_day(
    ada: Ada, grace: Grace, session: Session, site: Site
) -> None:
    written = ada.writes()
    grace.decided(written, "rejected", rule="topic")
    document = dict(rulebook_in_force(session, site.id).document)
    document["rules"] = [
        rule | {"texts": {"en": {"title": "Renamed", "text": "Reworded."}}}
        for rule in document["rules"]
    ]
    publish_rulebook(session, site.id, document, now=NOON)
    session.commit()

    statement = ada.status(written)["statement"]

    assert statement["rule_title"] == "To the point"
    assert statement["rulebook_version"] == 1


def test_spam_gets_no_statement(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.decided(written, "spam")

    status = ada.status(written)

    assert status["state"] == "spam"
    assert status["statement"] is None


def test_a_statement_goes_when_the_decision_is_reversed(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.decided(written, "rejected")
    grace.approves(written)

    assert ada.status(written)["statement"] is None


@pytest.mark.parametrize(
    "body",
    [
        "You are a stupid idiot, a moron and a worthless piece of shit.",
        "Buy cheap viagra online casino http://a.example http://b.example "
        "http://c.example http://d.example http://e.example",
    ],
)
def test_what_a_machine_held_back_reads_pending_to_its_author(
    ada: Ada, session: Session, body: str
) -> None:
    written = ada.writes(body)
    assert session.scalars(select(Revision)).one().state is not State.PENDING

    status = ada.status(written)

    assert status["state"] == "pending"
    assert status["decisions"] == []
    assert status["statement"] is None


# Edits


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


# Withdrawal

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
