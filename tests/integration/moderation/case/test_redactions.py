"""A hidden passage is gone for readers, says so, and can come back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.tokens import author_token
from commentbox.models import Comment, LogEntry, Moderator, Redaction
from commentbox.moderation.case.redact import MOST
from commentbox.posting.author import edit, withdraw
from tests.desk import elements, words
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    SECRET_KEY,
    a_comment,
    an_article,
    decided,
)
from tests.integration.moderation.case.conftest import Send
from tests.page import PageClient, json_of

MARK = "[… removed by Grace: rule 2]"
BODY = "You *fool*, you fool. See [this](https://example.org/fool)."


def hide(send: Send, comment: Comment, passage: str = "fool", **fields: str) -> Any:
    fields = {"passage": passage, "rule": "respect", **fields}
    return send(comment, "redactions", **fields)


def a_published(session: Session, body: str = BODY, **values: Any) -> Comment:
    comment = a_comment(session, body=body, state=State.APPROVED, **values)
    session.commit()
    return comment


def test_readers_see_a_gap_wherever_the_words_stood(
    client: PageClient, session: Session, send: Send
) -> None:
    comment = a_published(session)

    page = hide(send, comment)

    assert "Hidden in 3 places." in words(page)
    key = comment.article.key
    for address in (
        f"/articles/{key}",
        f"/api/comments?article={key}",
        f"/articles/{key}/feed.atom",
        f"/articles/{key}/feed.json",
        "/feed.rss",
    ):
        text = client.get(address).text
        assert "fool" not in text
        assert "removed by Grace" in text
    assert comment.latest.body == BODY
    assert comment.edited_at is None


@pytest.mark.parametrize(
    ("language", "mark"),
    [("de", "[… von Grace entfernt: Regel 2]"), ("en", MARK), ("fr", MARK)],
)
def test_the_gap_speaks_the_language_of_the_article(
    session: Session, send: Send, language: str, mark: str
) -> None:
    article = an_article(session, language=language)
    comment = a_published(session, article=article)

    hide(send, comment)

    assert mark in comment.latest.html


def test_only_the_one_that_was_meant_is_hidden(session: Session, send: Send) -> None:
    comment = a_published(session, "A fool is a fool is a fool.")

    page = hide(send, comment, occurrence="2")

    assert "Hidden. Readers will see a marked gap." in words(page)
    assert comment.latest.html == (f"<p>A fool is a <em>{MARK}</em> is a fool.</p>\n")


@pytest.mark.parametrize("state", [State.APPROVED, State.PENDING, State.REMOVED])
def test_only_what_readers_see_changes_for_them(
    client: PageClient, session: Session, send: Send, state: State
) -> None:
    public = state is State.APPROVED
    comment = a_comment(session, body=BODY, state=state)
    session.commit()
    version = comment.article.version
    address = f"/articles/{comment.article.key}"
    tag = client.get(address).headers["ETag"]

    hide(send, comment)

    assert (comment.article.version > version) is public
    assert (client.get(address).headers["ETag"] != tag) is public
    assert comment.latest.state is state


def test_a_gap_can_be_closed_again(
    client: PageClient, session: Session, send: Send
) -> None:
    comment = a_published(session)
    before = comment.latest.html
    hide(send, comment, occurrence="2")
    row = session.scalars(select(Redaction)).one().id
    version = comment.article.version

    page = send(comment, f"redactions/{row}/remove")

    assert "The passage is part of the text again." in words(page)
    assert comment.latest.html == before
    assert comment.article.version > version
    assert session.scalars(select(Redaction)).all() == []
    assert send(comment, f"redactions/{row}/remove").status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "-1", "x"])
def test_a_gap_that_there_is_not_is_not_found(
    session: Session, send: Send, number: str
) -> None:
    comment = a_published(session)

    assert send(comment, f"redactions/{number}/remove").status_code == 404


def test_a_gap_of_another_comment_is_not_found(session: Session, send: Send) -> None:
    comment, other = a_published(session), a_published(session, "Well said.")
    hide(send, comment, occurrence="1")
    row = session.scalars(select(Redaction)).one().id

    assert send(other, f"redactions/{row}/remove").status_code == 404
    assert session.scalars(select(Redaction)).one().comment_id == comment.id


def test_each_gap_is_closed_by_itself(session: Session, send: Send) -> None:
    comment = a_published(session, "one two three")
    hide(send, comment, "one two")
    hide(send, comment, "two three")
    first = session.scalars(select(Redaction).order_by(Redaction.start)).first()
    assert first is not None

    send(comment, f"redactions/{first.id}/remove")

    assert comment.latest.html == f"<p>one <em>{MARK}</em></p>\n"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"passage": ""}, "Please say which words shall be hidden."),
        ({"passage": "Fool"}, "The text does not have these words, letter by letter."),
        ({"occurrence": "4"}, "The text has these words 3 times."),
        ({"occurrence": "0"}, "The text has these words 3 times."),
        ({"occurrence": "x"}, "This must be a whole number."),
        ({"rule": ""}, "Please say which rule was broken."),
        ({"rule": "manners"}, "Please say which rule was broken."),
    ],
)
def test_what_cannot_be_hidden_is_said_in_words(
    session: Session, send: Send, fields: dict[str, str], said: str
) -> None:
    comment = a_published(session)

    page = hide(send, comment, **fields)

    assert page.status_code == 422
    assert said in words(page)
    assert session.scalars(select(Redaction)).all() == []


def test_what_is_hidden_is_not_hidden_twice(session: Session, send: Send) -> None:
    comment = a_published(session)
    hide(send, comment)

    page = hide(send, comment)

    assert page.status_code == 422
    assert "These words are hidden already." in words(page)


def test_a_text_has_an_end_of_gaps(session: Session, send: Send) -> None:
    comment = a_published(session, "a " * (MOST + 1))

    page = hide(send, comment, "a")

    assert f"At most {MOST} passages of one text can be hidden." in words(page)


def test_nobody_hides_what_a_newer_text_has_replaced(
    session: Session, send: Send
) -> None:
    comment = a_comment(session, body=BODY)
    session.commit()
    edit(session, comment, "You fool, anew.", NOTHING_FOUND, now=NOON)
    session.commit()

    page = hide(send, comment)

    assert page.status_code == 409
    assert "The text has changed" in words(page)
    assert session.scalars(select(Redaction)).all() == []


def test_an_edit_has_no_gap_and_the_desk_says_what_came_back(
    client: PageClient, session: Session, send: Send
) -> None:
    comment = a_published(session)
    hide(send, comment, occurrence="1")
    edit(session, comment, "You fool, anew.", NOTHING_FOUND, now=NOON)
    session.commit()

    page = client.get(f"/desk/comments/{comment.id}")
    edit(session, comment, "You dear, anew.", NOTHING_FOUND, now=NOON)
    session.commit()
    later = client.get(f"/desk/comments/{comment.id}")

    assert "Another text of this comment has a gap:" in words(page)
    assert "The words stand in this text, for all to read." in words(page)
    assert "They are not in this text." in words(later)
    # The public text keeps its gap until the new one is approved.
    assert MARK in client.get(f"/articles/{comment.article.key}").text


def test_the_author_learns_what_is_hidden_and_why(
    client: PageClient, session: Session, send: Send
) -> None:
    comment = a_published(session)
    hide(send, comment, "you fool")
    token = author_token(SECRET_KEY, comment.id)

    own = words(client.get(f"/comments/{comment.id}/mine?token={token}"))
    headers = {"Authorization": f"Bearer {token}"}
    status = json_of(client.get(f"/api/comments/{comment.id}/status", headers=headers))

    assert "What readers do not see" in own
    assert "you fool" in own
    assert "Respect for everyone" in own
    (hidden,) = status["redactions"]
    assert (hidden["text"], hidden["rule"]) == ("you fool", "respect")
    assert status["body"] == BODY


def test_both_ways_stand_in_the_log_without_the_words(
    session: Session, send: Send, grace: Moderator
) -> None:
    comment = a_published(session)
    hide(send, comment, "you fool")
    row = session.scalars(select(Redaction)).one()
    send(comment, f"redactions/{row.id}/remove")

    entries = session.scalars(
        select(LogEntry).where(LogEntry.kind.startswith("text.")).order_by(LogEntry.id)
    ).all()

    assert [(e.kind, e.facts) for e in entries] == [
        ("text.redacted", {"revision": 1, "rule": "respect", "times": 1}),
        ("text.restored", {"revision": 1, "rule": "respect"}),
    ]
    assert {e.moderator_id for e in entries} == {grace.id}


def test_the_case_lists_and_marks_what_is_hidden(
    client: PageClient, session: Session, send: Send
) -> None:
    comment = a_published(session)
    hide(send, comment, "you fool")

    page = client.get(f"/desk/comments/{comment.id}")

    (cut,) = elements(page, "mark", "cut")
    assert cut.text == "you fool"
    assert len(elements(page, "ul", "cuts")) == 1
    assert "Hidden from readers" in words(page)


def test_a_decision_leaves_the_gap(session: Session, send: Send) -> None:
    comment = a_comment(session, body=BODY)
    session.commit()
    hide(send, comment)

    decided(session, comment, State.APPROVED)
    session.commit()

    assert "fool" not in comment.latest.html


def test_gaps_go_with_the_comment(session: Session, send: Send) -> None:
    comment = a_published(session)
    hide(send, comment)

    withdraw(session, comment, now=NOON)
    session.commit()

    assert session.scalars(select(Redaction)).all() == []
    assert comment.latest.html == ""


def test_a_hostile_name_stays_a_name(
    client: PageClient, session: Session, send: Send, grace: Moderator
) -> None:
    grace.name = "<script>*G*</script>[x](https://e.example/)"
    comment = a_published(session, "You fool.")

    hide(send, comment)

    assert "&lt;script&gt;*G*&lt;/script&gt;[x](https://e.example/)" in (
        comment.latest.html
    )
    assert "<a" not in comment.latest.html
