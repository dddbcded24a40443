"""Queue and decisions through the API, with the token of a moderator."""

from __future__ import annotations

import random
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from commentbox.domain.states import MOVES, State
from commentbox.models import (
    Article,
    Comment,
    Decision,
    LaneCount,
    Revision,
    Site,
    TokenKind,
    Via,
)
from commentbox.models.ids import new_id
from tests.factories import a_comment, a_site, a_token, an_article
from tests.integration.people import (
    Ada,
    Grace,
    Written,
    a_quick_token,
    at_once,
    bearer,
    nothing_stored,
    someone_who_moderates,
)
from tests.page import PageClient, json_of

NEEDS_RULE = {State.REJECTED, State.REMOVED}


def a_comment_in(session: Session, state: State) -> str:
    comment = a_comment(session, state=state)
    session.commit()
    id_ = str(comment.id)
    session.rollback()
    return id_


@pytest.mark.parametrize("from_state", list(State))
@pytest.mark.parametrize("to_state", list(State))
def test_a_comment_goes_where_the_table_says_and_nowhere_else(
    grace: Grace,
    session: Session,
    article: Article,
    clean: Engine,
    from_state: State,
    to_state: State,
) -> None:
    id_ = a_comment_in(session, from_state)
    rule: dict[str, Any] = {"rule": "respect"} if to_state in NEEDS_RULE else {}
    decisions = session.scalar(select(func.count()).select_from(Decision))
    session.rollback()

    if to_state in MOVES[from_state]:
        decision = grace.decided(id_, to_state, **rule)
        assert (decision["from"], decision["to"]) == (from_state, to_state)
        made = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
        assert made is not None
        assert (made.from_state, made.to_state) == (from_state, to_state)
        assert made.automated is False
        assert made.via is Via.API
        assert session.scalar(select(func.count()).select_from(Decision)) == (
            (decisions or 0) + 1
        )
        assert session.scalars(select(Revision)).one().state is to_state
    else:
        with nothing_stored(clean):
            answer = grace.decides(id_, to_state, **rule)
        assert answer.status_code == 422
        assert answer.mimetype == "application/problem+json"
    assert article.key == "first"


def test_a_decision_says_who_what_when_and_under_which_rule(
    ada: Ada, grace: Grace
) -> None:
    written = ada.writes()

    answer = grace.decides(written, "rejected", rule="topic", note="  About cars. ")

    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    decision = json_of(answer)
    assert decision["comment"] == written.id
    assert decision["revision"] == 1
    assert (decision["from"], decision["to"]) == ("pending", "rejected")
    assert (decision["rule"], decision["rulebook_version"]) == ("topic", 1)
    assert decision["note"] == "About cars."
    assert decision["moderator"] == "Grace"
    assert decision["automated"] is False
    assert decision["decided_at"].endswith("Z")


@pytest.mark.parametrize("to", ["rejected", "removed"])
@pytest.mark.parametrize("rule", [None, "", "nonsense", "Respect", "\x00", "r" * 1000])
def test_who_turns_down_names_a_rule_of_the_book(
    ada: Ada, grace: Grace, clean: Engine, to: str, rule: str | None
) -> None:
    written = ada.writes()
    if to == "removed":
        grace.approves(written)

    with nothing_stored(clean):
        answer = grace.decides(written, to, rule=rule)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"rule"}


@pytest.mark.parametrize("rule", ["topic", "respect", "politics", "spam"])
def test_every_rule_of_the_book_may_be_named(ada: Ada, grace: Grace, rule: str) -> None:
    assert grace.decided(ada.writes(), "rejected", rule=rule)["rule"] == rule


def test_spam_stands_for_the_rule_about_spam(ada: Ada, grace: Grace) -> None:
    assert grace.decided(ada.writes(), "spam")["rule"] == "spam"


def test_an_approval_names_no_rule(ada: Ada, grace: Grace, clean: Engine) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = grace.decides(written, "approved", rule="respect")

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"rule"}


WRONG_FIELDS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"to", "revision"}),
    ({"to": "approved"}, {"revision"}),
    ({"revision": 1}, {"to"}),
    ({"to": "approved", "revision": None}, {"revision"}),
    ({"to": None, "revision": 1}, {"to"}),
    ({"to": "", "revision": 1}, {"to"}),
    ({"to": "published", "revision": 1}, {"to"}),
    ({"to": "APPROVED", "revision": 1}, {"to"}),
    ({"to": 1, "revision": 1}, {"to"}),
    ({"to": "approved", "revision": "1"}, {"revision"}),
    ({"to": "approved", "revision": 1.0}, {"revision"}),
    ({"to": "approved", "revision": True}, {"revision"}),
    ({"to": "approved", "revision": 1, "from": "waiting"}, {"from"}),
    ({"to": "approved", "revision": 1, "from": 1}, {"from"}),
    ({"to": "rejected", "revision": 1, "rule": ["respect"]}, {"rule"}),
    ({"to": "approved", "revision": 1, "note": "x" * 5001}, {"note"}),
    ({"to": "approved", "revision": 1, "note": 1}, {"note"}),
    ({"to": "approved", "revision": 1, "moderator": "Ada"}, {"moderator"}),
]


@pytest.mark.parametrize(("fields", "wrong"), WRONG_FIELDS)
def test_a_decision_with_wrong_fields_names_them(
    ada: Ada, grace: Grace, clean: Engine, fields: dict[str, Any], wrong: set[str]
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = send(grace, written.id, json=fields)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == wrong


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": b"", "content_type": "application/json"}, 400),
        ({"data": b"[]", "content_type": "application/json"}, 400),
        ({"data": b"[" * 100_000, "content_type": "application/json"}, 400),
        ({"data": b"to=approved&revision=1"}, 415),
        ({"data": {"to": "approved", "revision": "1"}}, 415),
        ({"data": b" " * 300_000, "content_type": "application/json"}, 413),
    ],
)
def test_only_json_is_a_decision(
    ada: Ada, grace: Grace, clean: Engine, sent: dict[str, Any], status: int
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = send(grace, written.id, **sent)

    assert answer.status_code == status


@pytest.mark.parametrize("revision", [0, -1, 2, 99, 10**30])
def test_a_text_that_never_was_is_a_wrong_field(
    ada: Ada, grace: Grace, clean: Engine, revision: int
) -> None:
    written = ada.writes()

    with nothing_stored(clean):
        answer = grace.decides(written, "approved", revision=revision)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"revision"}


def send(grace: Grace, id_: str, **request: Any) -> Any:
    headers = request.pop("headers", grace.headers)
    return grace.client.post(
        f"/api/comments/{id_}/decisions", headers=headers, **request
    )


# The order in which things are looked at: 401, 403, 404, 422 form, 409, 422 move.

BAD_FORM: dict[str, Any] = {"nonsense": 1}
STALE: dict[str, Any] = {"to": "removed", "revision": 1, "from": "pending"}
STALE_NO_RULE = STALE
STALE_RULED = STALE | {"rule": "respect"}
IMPOSSIBLE: dict[str, Any] = {"to": "removed", "revision": 1, "rule": "respect"}


def test_without_a_token_nothing_else_is_looked_at(grace: Grace) -> None:
    for headers in ({}, bearer("x" * 43), {"Authorization": "Basic eDp5"}):
        for json in (BAD_FORM, STALE, IMPOSSIBLE):
            answer = send(grace, str(new_id()), json=json, headers=headers)
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_of_another_kind_comes_before_what_is_asked(
    grace: Grace, session: Session, site: Site
) -> None:
    token = a_token(session, TokenKind.SITE, site=site)
    session.commit()

    for json in (BAD_FORM, STALE, IMPOSSIBLE):
        answer = send(grace, str(new_id()), json=json, headers=bearer(token))
        assert answer.status_code == 403
    queue = grace.client.get("/api/queue", headers=bearer(token))
    assert queue.status_code == 403


def test_an_author_token_is_no_moderators(ada: Ada, grace: Grace) -> None:
    written = ada.writes()

    answer = send(grace, written.id, json=IMPOSSIBLE, headers=bearer(written.token))

    assert answer.status_code == 401


@pytest.mark.parametrize("id_", [str(new_id()), "x", "1", "%00"])
def test_an_unknown_comment_comes_before_its_form(grace: Grace, id_: str) -> None:
    for json in (BAD_FORM, STALE, IMPOSSIBLE):
        assert send(grace, id_, json=json).status_code == 404
    assert send(grace, id_, data=b"{").status_code == 404


def test_a_wrong_form_comes_before_a_lost_race(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.decided(written, "rejected")

    assert send(grace, written.id, json=STALE | BAD_FORM).status_code == 422
    no_rule = send(grace, written.id, json=STALE)
    assert no_rule.status_code == 422
    assert set(json_of(no_rule)["errors"]) == {"rule"}
    unknown_rule = send(grace, written.id, json=STALE | {"rule": "x"})
    assert unknown_rule.status_code == 422


def test_a_lost_race_comes_before_an_impossible_move(ada: Ada, grace: Grace) -> None:
    written = ada.writes()
    grace.decided(written, "rejected")

    assert send(grace, written.id, json=STALE_RULED).status_code == 409
    assert send(grace, written.id, json=IMPOSSIBLE).status_code == 422


def test_a_comment_of_another_site_is_not_found(
    ada: Ada, session: Session, clean: Engine
) -> None:
    written = ada.writes()
    other = a_site(session, "second", url="https://second.example.org")
    grace = Grace(ada.client, a_quick_token(session, other))

    with nothing_stored(clean):
        answer = grace.decides(written, "approved")

    assert answer.status_code == 404
    assert grace.queue()["comments"] == []


@pytest.mark.parametrize(
    ("name", "status"), [("blog", 200), ("second", 403), ("x", 403)]
)
def test_a_token_is_good_for_its_site_only(
    grace: Grace, session: Session, name: str, status: int
) -> None:
    a_site(session, "second", url="https://second.example.org")
    session.commit()

    assert grace.looks_at(site=name).status_code == status


# Lost races


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


# Counts


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


# The queue


def test_the_queue_needs_a_moderators_token(grace: Grace, ada: Ada) -> None:
    written = ada.writes()

    for headers in ({}, bearer("x" * 43), bearer(written.token)):
        answer = grace.client.get("/api/queue", headers=headers)
        assert answer.status_code == 401
        assert written.id not in answer.text


def test_a_case_has_all_that_a_decision_needs(
    ada: Ada, grace: Grace, session: Session
) -> None:
    parent = ada.writes("What was said before.")
    written = ada.writes(
        "Call me: +49 170 1234567, you *moron*.",
        author_email="ada@example.org",
        author_url="https://ada.example/",
        parent=parent.id,
    )
    lane = session.scalars(select(Revision.state).order_by(Revision.comment_id)).all()[
        -1
    ]

    answer = grace.looks_at(lane)

    assert answer.headers["Cache-Control"] == "no-store"
    case = next(c for c in json_of(answer)["comments"] if c["id"] == written.id)
    assert set(case) == {
        *("id", "revision", "state", "article", "parent", "author", "source", "html"),
        *("findings", "posted_at"),
    }
    assert (case["revision"], case["state"]) == (1, lane)
    assert case["article"]["key"] == "first"
    assert case["parent"]["id"] == parent.id
    assert "What was said before." in case["parent"]["html"]
    assert case["author"] == {
        "name": "Ada",
        "email": "ada@example.org",
        "url": "https://ada.example/",
    }
    assert case["source"] == "Call me: +49 170 1234567, you *moron*."
    assert "<em>moron</em>" in case["html"]
    checks = {finding["check"] for finding in case["findings"]}
    assert {"personal_data", "respect"} <= checks
    for finding in case["findings"]:
        for evidence in finding["evidence"]:
            span = case["source"][evidence["start"] : evidence["end"]]
            assert span == evidence["text"]


@pytest.mark.parametrize("state", list(State))
def test_each_lane_holds_its_own(
    grace: Grace, session: Session, article: Article, state: State
) -> None:
    ids = {other: a_comment_in(session, other) for other in State}

    queue = grace.queue(state)

    assert [case["id"] for case in queue["comments"]] == [ids[state]]
    assert [case["state"] for case in queue["comments"]] == [state]
    assert queue["counts"] == dict.fromkeys(State, 1)
    assert queue["next"] is None
    assert article.key == "first"


def test_the_lane_is_pending_where_none_is_named(ada: Ada, grace: Grace) -> None:
    written = ada.writes()

    answer = grace.client.get("/api/queue", headers=grace.headers)

    assert [case["id"] for case in json_of(answer)["comments"]] == [written.id]


def test_a_lane_is_paged_oldest_first_without_gap_or_double(
    ada: Ada, grace: Grace
) -> None:
    ids = [ada.writes().id for _ in range(23)]

    pages, cursor = [], None
    while True:
        page = grace.queue(limit=5, **({"cursor": cursor} if cursor else {}))
        pages.append([case["id"] for case in page["comments"]])
        if (cursor := page["next"]) is None:
            break

    assert [len(page) for page in pages] == [5, 5, 5, 5, 3]
    assert [id_ for page in pages for id_ in page] == ids


def test_what_is_decided_meanwhile_does_not_disturb_the_paging(
    ada: Ada, grace: Grace
) -> None:
    ids = [ada.writes().id for _ in range(9)]
    first = grace.queue(limit=3)
    grace.approves(*ids[:3], ids[4])
    late = ada.writes().id

    rest = grace.queue(limit=100, cursor=first["next"])

    assert [case["id"] for case in rest["comments"]] == [ids[3], *ids[5:], late]


def test_a_page_that_is_exactly_full_is_the_last(ada: Ada, grace: Grace) -> None:
    for _ in range(4):
        ada.writes()

    assert grace.queue(limit=4)["next"] is None
    assert grace.queue(limit=3)["next"] is not None


@pytest.mark.parametrize("limit", ["1", "100"])
def test_a_page_of_a_lane_has_1_to_100_cases(grace: Grace, limit: str) -> None:
    assert grace.looks_at(limit=limit).status_code == 200


@pytest.mark.parametrize(
    "limit", ["0", "101", "-1", "", "x", "1.0", " 1", "١", "9" * 5000]
)
def test_any_other_limit_is_refused(grace: Grace, limit: str) -> None:
    answer = grace.looks_at(limit=limit)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"limit"}


@pytest.mark.parametrize("lane", ["", "PENDING", "undecided", "\x00"])
def test_an_unknown_lane_is_refused(grace: Grace, lane: str) -> None:
    answer = grace.looks_at(lane)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"lane"}


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


ID = "019cae6b6600768f80e6409f13480e1f"


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "\x00",
        "=" * 1000,
        encoded(""),
        encoded(ID),
        encoded("2026-01-01T00:00:00"),
        encoded(f"2026-01-01T00:00:00 {ID}"),
        encoded("2026-01-01T00:00:00+00:00 x"),
    ],
)
def test_a_cursor_that_is_none_is_refused(grace: Grace, cursor: str) -> None:
    answer = grace.looks_at(cursor=cursor)

    assert answer.status_code == 422
    assert set(json_of(answer)["errors"]) == {"cursor"}


@pytest.mark.parametrize(
    "year", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]
)
def test_a_cursor_from_the_ends_of_time_breaks_nothing(grace: Grace, year: str) -> None:
    answer = grace.looks_at(cursor=encoded(f"{year} {ID}"))

    assert answer.status_code in {200, 422}


def test_a_withdrawn_parent_says_nothing_of_its_author(ada: Ada, grace: Grace) -> None:
    parent = ada.writes("Gone words.", author_name="Adaline")
    written = ada.writes(parent=parent.id)
    ada.withdraws(parent)

    case = next(c for c in grace.queue()["comments"] if c["id"] == written.id)

    assert case["parent"]["id"] == parent.id
    assert "Gone words." not in str(case)
    assert "Adaline" not in str(case)


def test_a_queue_is_never_kept(ada: Ada, grace: Grace) -> None:
    ada.writes()

    answer = grace.looks_at()

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "ETag" not in answer.headers


def test_articles_are_named_in_the_queue_as_they_are_called_now(
    ada: Ada, grace: Grace, session: Session
) -> None:
    ada.writes()
    an_article(session, title="A lamp that never went out")
    session.commit()

    [case] = grace.queue()["comments"]

    assert case["article"]["title"] == "A lamp that never went out"
