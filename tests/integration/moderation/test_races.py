"""Two at once: one wins, the other is told, and the counts stay true."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Comment, Decision, LaneCount, Site, TokenKind
from tests.factories import a_token
from tests.integration.moderation.asking import NEEDS_RULE
from tests.integration.people import (
    Ada,
    Grace,
    Written,
    at_once,
    nothing_stored,
    someone_who_moderates,
)
from tests.page import PageClient, json_of


def test_a_stale_state_gets_the_decision_that_was_first(
    ada: Ada, grace: Grace, clean: Engine
) -> None:
    written = ada.writes()
    first = grace.decided(written, "approved", seen="pending")

    with nothing_stored(clean):
        answer = grace.decides(written, "spam", seen="pending")

    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert json_of(answer)["decision"] == first
    assert json_of(answer)["decision"]["moderator"] == "Grace"


def test_a_stale_text_gets_409_and_the_new_one_can_be_decided(
    ada: Ada, grace: Grace, clean: Engine
) -> None:
    written = ada.writes("First words.")
    ada.edits(written, "Second words.")

    with nothing_stored(clean):
        answer = grace.decides(written, "approved", revision=1)

    assert answer.status_code == 409
    assert json_of(answer)["decision"] is None
    grace.decided(written, "approved", revision=2)


def test_a_decision_does_not_change_the_number_of_the_revision(
    ada: Ada, grace: Grace
) -> None:
    written = ada.writes()

    for to in ("approved", "removed", "approved", "spam", "rejected", "approved"):
        assert grace.decided(written, to, revision=1)["revision"] == 1


def test_the_text_that_readers_see_can_be_removed_while_an_edit_waits(
    ada: Ada, grace: Grace
) -> None:
    written = ada.writes("First words.")
    grace.approves(written)
    ada.edits(written, "Second words.")

    grace.decided(written, "removed", revision=1)

    [node] = json_of(ada.client.get("/api/comments?article=first"))["comments"]
    assert node["removed"]["by"] == "moderator"


def test_who_says_what_was_seen_wins_or_loses_but_never_both(
    app: Flask, ada: Ada, grace: Grace, session: Session, site: Site
) -> None:
    someone = someone_who_moderates(session, site, "hedy@example.org", "Hedy")
    token = a_token(session, TokenKind.MODERATOR, site=site, moderator=someone)
    session.commit()
    pairs = [ada.writes() for _ in range(30)]
    tokens = [grace.headers["Authorization"].removeprefix("Bearer "), token]

    for written in pairs:
        answers = at_once(app, 2, both_decide(written, tokens))

        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        assert (won.status_code, lost.status_code) == (201, 409)
        assert json_of(lost)["decision"] == json_of(won)

    made = session.scalars(select(Decision.comment_id)).all()
    assert Counter(made) == Counter(set(made))
    assert len(made) == len(pairs)
    assert lanes(session) == recounted(session)


def both_decide(
    written: Written, tokens: list[str]
) -> Callable[[PageClient, int], Any]:
    wanted = [("approved", None), ("rejected", "topic")]

    def decide(client: PageClient, number: int) -> Any:
        to, rule = wanted[number]
        moderator = Grace(client, tokens[number])
        return moderator.decides(written, to, seen="pending", rule=rule)

    return decide


def test_an_edit_and_a_decision_at_once_leave_a_whole_comment(
    app: Flask, ada: Ada, grace: Grace, session: Session
) -> None:
    for number in range(8):
        written = ada.writes(f"First words {number}.")

        def act(client: PageClient, turn: int, written: Written = written) -> int:
            if turn:
                return Ada(client).edits(written, f"New {written.id}.").status_code
            token = grace.headers["Authorization"].removeprefix("Bearer ")
            return Grace(client, token).decides(written, "approved").status_code

        decided, edited = at_once(app, 2, act)
        assert edited == 200
        assert decided in {201, 409}

    assert lanes(session) == recounted(session)


def test_withdrawing_and_approving_at_once_never_publishes_what_was_withdrawn(
    app: Flask, ada: Ada, grace: Grace, session: Session
) -> None:
    for _ in range(8):
        written = ada.writes()

        def act(client: PageClient, turn: int, written: Written = written) -> int:
            if turn:
                return Ada(client).withdraws(written).status_code
            token = grace.headers["Authorization"].removeprefix("Bearer ")
            return Grace(client, token).decides(written, "approved").status_code

        decided, withdrawn = at_once(app, 2, act)
        assert withdrawn == 204
        assert decided in {201, 404}

    thread = json_of(ada.client.get("/api/comments?article=first"))
    assert thread["comments"] == []
    assert thread["article"]["count"] == 0
    assert lanes(session) == {}


def test_deciding_about_a_whole_branch_at_once_keeps_the_count(
    app: Flask, ada: Ada, grace: Grace, session: Session
) -> None:
    root = ada.writes()
    below = [ada.writes(parent=root.id) for _ in range(11)]
    token = grace.headers["Authorization"].removeprefix("Bearer ")

    answers = at_once(
        app,
        12,
        lambda client, n: Grace(client, token).decides([root, *below][n], "approved"),
    )

    assert {answer.status_code for answer in answers} == {201}
    thread = json_of(ada.client.get("/api/comments?article=first"))
    assert thread["article"]["count"] == 12
    assert len(thread["comments"][0]["replies"]) == 11
    assert lanes(session) == recounted(session)


def lanes(session: Session) -> dict[State, int]:
    session.rollback()
    rows = session.execute(select(LaneCount.state, LaneCount.count)).all()
    return {state: count for state, count in rows if count}


def recounted(session: Session) -> dict[State, int]:
    """Count what waits without the help of any counter or mark."""
    session.rollback()
    counts: Counter[State] = Counter()
    for comment in session.scalars(select(Comment).where(Comment.erased_at.is_(None))):
        settled = [
            r for r in comment.revisions if r.state in {State.APPROVED, State.REMOVED}
        ]
        waiting = {comment.revisions[-1].number, *(r.number for r in settled[-1:])}
        counts.update(r.state for r in comment.revisions if r.number in waiting)
    return dict(counts)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_counts_are_a_recount_after_any_moves(
    ada: Ada, grace: Grace, session: Session, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - to be repeatable
    all_written = [ada.writes() for _ in range(4)]

    for step in range(40):
        written = chance.choice(all_written)
        to = chance.choice([*State, "edit", "edit", "withdraw"])
        if to == "edit":
            ada.edits(written, f"Text {step}.")
        elif to == "withdraw" and step % 3 == 0:
            ada.withdraws(written)
        elif to in set(State):
            rule = "respect" if to in NEEDS_RULE else None
            grace.decides(written, to, revision=chance.randint(1, 3), rule=rule)

    assert lanes(session) == recounted(session)
    assert {
        State(lane): n for lane, n in grace.queue()["counts"].items() if n
    } == recounted(session)
