"""Nothing that is not public shows anywhere: not in a page, a feed, a count, a tag."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from commentbox.models.ids import new_id
from tests.integration.people import Ada, Grace, Written
from tests.integration.publishing.looking import (
    BODY,
    EVERYTHING,
    NAME,
    OF_A_COMMENT,
    seen,
    writes,
)

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


def said_of(answer: TestResponse) -> dict[str, str]:
    """Return the headers; each request has another number, whatever it asks for."""
    return {n: v for n, v in answer.headers.items() if n != "X-Request-ID"}


@pytest.mark.parametrize(
    "story", [row[1] for row in NOT_PUBLIC], ids=[row[0] for row in NOT_PUBLIC]
)
def test_promise_16_what_is_not_public_changes_no_byte_and_no_tag(
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
        assert said_of(answer) == said_of(nothing)


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


def test_promise_16_an_address_or_a_mail_is_in_no_public_answer(
    ada: Ada, grace: Grace
) -> None:
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
