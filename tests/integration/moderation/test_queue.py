"""The queue through the API: lanes, cases, and how to page through them."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Article, Revision
from tests.factories import an_article
from tests.integration.moderation.asking import a_comment_in
from tests.integration.people import Ada, Grace, bearer
from tests.page import json_of


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
        *("findings", "blind", "posted_at"),
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
