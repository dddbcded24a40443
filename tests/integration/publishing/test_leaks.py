"""Nothing that is not public shows anywhere: not in a page, a feed, a count, a tag."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Article, Discussion
from commentbox.models.ids import new_id
from tests.factories import a_comment, an_article
from tests.integration.people import Ada, Grace, Written
from tests.page import PageClient, json_of

BODY = "Unmistakeable words."
NAME = "Adaline"

ARTICLE = [
    "/api/comments?article=first",
    "/api/comments?article=first&sort=newest&limit=1",
    "/api/counts?article=first",
    "/articles/first",
    "/articles/first?lang=de",
    "/article?article=first",
    "/articles/first/comments",
    "/article/comments?article=first",
    "/articles/first/feed.rss",
    "/articles/first/feed.atom",
    "/articles/first/feed.json",
    "/article/feed.rss?article=first",
    "/article/feed.atom?article=first",
    "/article/feed.json?article=first",
]
SITE = ["/feed.rss", "/feed.atom", "/feed.json", "/rules", "/rules.json", "/privacy"]
EVERYTHING = [*ARTICLE, *SITE]
OF_A_COMMENT = ["", "/feed.rss", "/feed.atom", "/feed.json"]


def seen(client: PageClient) -> dict[str, tuple[str | None, str | None, bytes]]:
    """Return every public answer as a reader and a cache see it."""
    answers = {url: client.get(url) for url in EVERYTHING}
    return {
        url: (a.headers.get("ETag"), a.headers.get("Last-Modified"), a.data)
        for url, a in answers.items()
    }


def writes(ada: Ada) -> Written:
    return ada.writes(BODY, author_name=NAME, author_url="https://adas.example/")


NOT_PUBLIC: list[tuple[str, Callable[[Ada, Grace], Written]]] = []


def not_public(
    story: Callable[[Ada, Grace], Written],
) -> Callable[[Ada, Grace], Written]:
    NOT_PUBLIC.append((story.__name__.replace("_", " "), story))
    return story


@not_public
def waits(ada: Ada, _grace: Grace) -> Written:
    return writes(ada)


@not_public
def held_back_by_a_machine(ada: Ada, _grace: Grace) -> Written:
    body = f"{BODY} You stupid idiot, you moron, you worthless piece of shit."
    return ada.writes(body, author_name=NAME)


@not_public
def taken_for_spam_by_a_machine(ada: Ada, _grace: Grace) -> Written:
    links = " ".join(f"http://{letter}.example" for letter in "abcdefgh")
    return ada.writes(f"{BODY} Buy cheap viagra casino {links}", author_name=NAME)


@not_public
def rejected(ada: Ada, grace: Grace) -> Written:
    written = writes(ada)
    grace.decided(written, "rejected")
    return written


@not_public
def spam(ada: Ada, grace: Grace) -> Written:
    written = writes(ada)
    grace.decided(written, "spam")
    return written


@not_public
def spam_after_all(ada: Ada, grace: Grace) -> Written:
    written = writes(ada)
    grace.decided(written, "rejected")
    grace.decided(written, "spam")
    return written


@not_public
def edited_while_it_waits(ada: Ada, _grace: Grace) -> Written:
    written = writes(ada)
    ada.edits(written, f"{BODY} And more.")
    return written


@not_public
def withdrawn_while_it_waited(ada: Ada, _grace: Grace) -> Written:
    written = writes(ada)
    ada.withdraws(written)
    return written


@not_public
def a_reply_to_what_waits(ada: Ada, _grace: Grace) -> Written:
    return ada.writes(BODY, author_name=NAME, parent=writes(ada).id)


@not_public
def approved_below_what_waits(ada: Ada, grace: Grace) -> Written:
    parent = ada.writes("Something else.")
    reply = ada.writes(BODY, author_name=NAME, parent=parent.id)
    grace.approves(reply)
    return reply


@not_public
def approved_two_levels_below_what_was_rejected(ada: Ada, grace: Grace) -> Written:
    top = ada.writes("Something else.")
    middle = ada.writes("In between.", parent=top.id)
    reply = ada.writes(BODY, author_name=NAME, parent=middle.id)
    grace.approves(middle, reply)
    grace.decided(top, "rejected")
    return reply


@pytest.mark.parametrize(
    "story", [row[1] for row in NOT_PUBLIC], ids=[row[0] for row in NOT_PUBLIC]
)
def test_what_is_not_public_changes_no_byte_and_no_tag(
    ada: Ada, grace: Grace, story: Callable[[Ada, Grace], Written]
) -> None:
    grace.approves(ada.writes("A public word."))
    before = seen(ada.client)

    written = story(ada, grace)

    assert seen(ada.client) == before
    unknown = [ada.client.get(f"/comments/{new_id()}{tail}") for tail in OF_A_COMMENT]
    for tail, nothing in zip(OF_A_COMMENT, unknown, strict=True):
        answer = ada.client.get(f"/comments/{written.id}{tail}")
        assert answer.status_code == nothing.status_code == 404
        assert answer.data == nothing.data
        assert dict(answer.headers) == dict(nothing.headers)


def test_approving_shows_it_everywhere(ada: Ada, grace: Grace) -> None:
    written = writes(ada)
    before = seen(ada.client)

    grace.approves(written)

    for url, (_tag, _date, body) in seen(ada.client).items():
        if url.startswith(("/rules", "/privacy")):
            assert body == before[url][2]
        elif "counts" in url:
            assert body == b'{"counts":{"first":1}}'
        else:
            assert BODY.encode() in body, url
            assert NAME.encode() in body, url


@pytest.mark.parametrize("tail", OF_A_COMMENT)
def test_a_public_comment_has_addresses_of_its_own(
    ada: Ada, grace: Grace, tail: str
) -> None:
    written = writes(ada)
    grace.approves(written)

    answer = ada.client.get(f"/comments/{written.id}{tail}")

    if tail:
        assert answer.status_code == 200
        assert BODY in answer.text
    else:
        assert answer.status_code == 303
        assert answer.headers["Location"] == (
            f"https://blog.example.org/first#comment-{written.id}"
        )


GONE: list[tuple[str, list[str]]] = [
    ("removed", ["removed"]),
    ("spam", ["spam"]),
    ("spam, then rejected", ["spam", "rejected"]),
]


@pytest.mark.parametrize("moves", [row[1] for row in GONE], ids=[r[0] for r in GONE])
def test_what_was_taken_down_is_gone_everywhere(
    ada: Ada, grace: Grace, moves: list[str]
) -> None:
    written = writes(ada)
    grace.approves(written)

    for to in moves:
        grace.decided(written, to)

    for url in EVERYTHING:
        text = ada.client.get(url).text
        assert BODY not in text, url
        assert NAME not in text, url
        assert "adas.example" not in text, url
    for tail in OF_A_COMMENT:
        assert ada.client.get(f"/comments/{written.id}{tail}").status_code == 404


def test_spam_that_was_public_leaves_no_trace(ada: Ada, grace: Grace) -> None:
    written = writes(ada)
    grace.approves(written)

    grace.decided(written, "spam")

    for url in EVERYTHING:
        assert written.id not in ada.client.get(url).text


def test_an_address_or_a_mail_is_in_no_public_answer(ada: Ada, grace: Grace) -> None:
    written = ada.writes(
        BODY,
        author_email="ada@private.example",
        headers={"X-Forwarded-For": "192.0.2.77"},
    )
    grace.approves(written)

    for url in EVERYTHING:
        text = ada.client.get(url).text
        assert "private.example" not in text
        assert "192.0.2.77" not in text
        assert "127.0.0.1" not in text
        assert written.token not in text


def test_neither_findings_nor_moderators_are_public(ada: Ada, grace: Grace) -> None:
    written = ada.writes("Call +49 170 1234567, you moron. You stupid idiot!")
    grace.approves(written)
    grace.decided(written, "removed", note="Noted by Grace.")

    for url in EVERYTHING:
        text = ada.client.get(url).text
        assert "personal_data" not in text
        assert "Noted by Grace" not in text
        assert "grace@example.org" not in text


def test_a_waiting_edit_is_invisible(ada: Ada, grace: Grace) -> None:
    written = ada.writes("First words.")
    grace.approves(written)
    before = seen(ada.client)

    ada.edits(written, BODY)

    assert seen(ada.client) == before
    grace.decided(written, "rejected", revision=2)
    assert seen(ada.client) == before


# Replies below what is not public


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


# A hidden article


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
