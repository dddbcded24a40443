"""What hangs below something hidden, and discussions that are hidden."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Article, Discussion
from tests.factories import a_comment, an_article
from tests.integration.people import Ada, Grace, Written
from tests.integration.publishing.looking import (
    ARTICLE,
    BODY,
    EVERYTHING,
    OF_A_COMMENT,
    SITE,
    writes,
)
from tests.page import PageClient, json_of


def test_an_approved_reply_appears_with_its_parent(ada: Ada, grace: Grace) -> None:
    parent = ada.writes("The parent.")
    reply = ada.writes(BODY, parent=parent.id)
    grace.approves(reply)
    assert json_of(ada.client.get("/api/counts?article=first"))["counts"]["first"] == 0

    grace.approves(parent)

    thread = json_of(ada.client.get("/api/comments?article=first"))
    assert thread["article"]["count"] == 2
    [node] = thread["comments"]
    assert [r["id"] for r in node["replies"]] == [reply.id]
    for url in ARTICLE:
        if "counts" not in url:
            assert BODY in ada.client.get(url).text, url
    assert ada.client.get(f"/comments/{reply.id}").status_code == 303


def test_spam_takes_its_whole_branch_out_of_sight(ada: Ada, grace: Grace) -> None:
    top = ada.writes("The top.")
    middle = ada.writes("In between.", parent=top.id)
    reply = ada.writes(BODY, parent=middle.id)
    beside = ada.writes("Beside it.")
    grace.approves(top, middle, reply, beside)

    grace.decided(top, "spam")

    thread = json_of(ada.client.get("/api/comments?article=first"))
    assert [node["id"] for node in thread["comments"]] == [beside.id]
    assert thread["article"]["count"] == 1
    for url in EVERYTHING:
        text = ada.client.get(url).text
        assert BODY not in text
        assert "In between." not in text
    for hidden in (top, middle, reply):
        assert ada.client.get(f"/comments/{hidden.id}").status_code == 404


def test_a_branch_comes_back_with_its_top(ada: Ada, grace: Grace) -> None:
    top = ada.writes("The top.")
    reply = ada.writes(BODY, parent=top.id)
    grace.approves(top, reply)
    grace.decided(top, "spam")

    grace.decided(top, "approved")

    thread = json_of(ada.client.get("/api/comments?article=first"))
    assert thread["article"]["count"] == 2
    assert [r["id"] for r in thread["comments"][0]["replies"]] == [reply.id]


def test_a_removed_comment_keeps_its_place_and_its_replies(
    ada: Ada, grace: Grace
) -> None:
    top = writes(ada)
    reply = ada.writes("An answer.", parent=top.id)
    grace.approves(top, reply)

    grace.decided(top, "removed", rule="topic")

    thread = json_of(ada.client.get("/api/comments?article=first"))
    assert thread["article"]["count"] == 1
    [node] = thread["comments"]
    assert node["removed"]["rule"] == "topic"
    assert node["removed"]["by"] == "moderator"
    assert node["removed"]["at"].endswith("Z")
    assert node["html"] == ""
    assert node["author"] == {"name": "", "url": None, "badge": None}
    assert [r["id"] for r in node["replies"]] == [reply.id]
    assert f"comment-{top.id}" in ada.client.get("/articles/first").text


def test_a_removed_comment_without_replies_still_leaves_a_tombstone(
    ada: Ada, grace: Grace
) -> None:
    top = writes(ada)
    grace.approves(top)

    grace.decided(top, "removed", rule="topic")

    [node] = json_of(ada.client.get("/api/comments?article=first"))["comments"]
    assert node["removed"]["rule"] == "topic"
    page = ada.client.get("/articles/first").text
    assert "To the point" in page
    assert "This comment was removed on" in page


def test_a_restored_comment_is_as_it_was(ada: Ada, grace: Grace) -> None:
    written = writes(ada)
    grace.approves(written)
    before = json_of(ada.client.get("/api/comments?article=first"))
    grace.decided(written, "removed")

    grace.decided(written, "approved")

    assert json_of(ada.client.get("/api/comments?article=first")) == before


@pytest.fixture
def hidden(ada: Ada, grace: Grace, session: Session, article: Article) -> Written:
    written = writes(ada)
    grace.approves(written)
    an_article(session, article.key, comments=Discussion.HIDDEN)
    session.commit()
    return written


@pytest.mark.usefixtures("hidden")
def test_a_hidden_discussion_reads_as_an_unknown_one(client: PageClient) -> None:
    for url in ARTICLE:
        if "counts" not in url:
            answer = client.get(url)

            unknown = client.get(url.replace("first", "nowhere"))
            assert answer.status_code == unknown.status_code == 404, url
            assert answer.data == unknown.data, url


def test_a_hidden_discussion_is_counted_and_fed_nowhere(
    client: PageClient, hidden: Written
) -> None:
    assert json_of(client.get("/api/counts?article=first")) == {"counts": {"first": 0}}
    for url in SITE:
        text = client.get(url).text
        assert BODY not in text
        assert hidden.id not in text
    for tail in OF_A_COMMENT:
        assert client.get(f"/comments/{hidden.id}{tail}").status_code == 404


def test_what_happens_in_a_hidden_discussion_changes_no_byte_and_no_tag(
    client: PageClient, grace: Grace, hidden: Written
) -> None:
    before = {
        url: (client.get(url).data, client.get(url).headers["ETag"]) for url in SITE
    }

    grace.decided(hidden, "removed")

    for url, (body, tag) in before.items():
        answer = client.get(url)
        assert (answer.data, answer.headers["ETag"]) == (body, tag), url


def test_a_discussion_that_is_shown_again_is_whole(
    ada: Ada, hidden: Written, session: Session
) -> None:
    an_article(session, comments=Discussion.OPEN)
    session.commit()

    thread = json_of(ada.client.get("/api/comments?article=first"))

    assert [node["id"] for node in thread["comments"]] == [hidden.id]
    assert thread["article"]["count"] == 1


def test_every_state_but_public_ones_is_left_out(
    ada: Ada, grace: Grace, session: Session
) -> None:
    ids = {state: a_comment(session, state=state).id for state in State}
    session.commit()

    nodes = json_of(ada.client.get("/api/comments?article=first"))["comments"]

    shown = {node["id"]: node["removed"] is not None for node in nodes}
    session.rollback()
    assert shown == {
        str(ids[State.APPROVED]): False,
        str(ids[State.REMOVED]): True,
    }
    assert grace.queue()["counts"]["pending"] == 1


def test_who_wrote_in_a_hidden_discussion_is_told_that_nobody_reads_it(
    ada: Ada, grace: Grace, session: Session
) -> None:
    written = ada.writes()
    grace.approves(written)
    assert ada.status(written)["public"]

    session.scalars(select(Article)).one().comments = Discussion.HIDDEN
    session.commit()

    said = ada.status(written)
    assert (said["public"], said["permalink"]) == (False, None)
