"""Notes at a case: for the team, or for the author, and for nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.tokens import author_token
from commentbox.models import LogEntry, Note
from commentbox.posting.author import withdraw
from tests.desk import words
from tests.factories import NOON, SECRET_KEY, a_comment
from tests.integration.moderation.case.conftest import Send
from tests.page import PageClient, json_of


def test_a_note_for_the_team_stands_at_the_case_and_nowhere_else(
    client: PageClient, session: Session, send: Send
) -> None:
    comment = a_comment(session, state=State.APPROVED)
    session.commit()

    page = send(comment, "notes", body="Known from <b>before</b>.", audience="team")

    assert "Noted for the team." in words(page)
    assert "Known from <b>before</b>." in words(page)
    assert "team only" in words(page)
    token = author_token(SECRET_KEY, comment.id)
    address = comment.article.key
    for public in (
        f"/comments/{comment.id}/mine?token={token}",
        f"/articles/{address}",
        f"/api/comments?article={address}",
        f"/articles/{address}/feed.atom",
    ):
        assert "Known from" not in client.get(public).text


def test_a_note_to_the_author_is_read_on_the_own_page_without_a_name(
    client: PageClient, session: Session, send: Send
) -> None:
    comment = a_comment(session)
    session.commit()
    token = author_token(SECRET_KEY, comment.id)

    page = send(comment, "notes", body="Please\n<i>cite</i> it.", audience="author")

    assert "The author reads it on the page of the comment." in words(page)
    own = words(client.get(f"/comments/{comment.id}/mine?token={token}"))
    assert "From the team of" in own
    assert "<i>cite</i> it." in own
    assert "Grace" not in own
    headers = {"Authorization": f"Bearer {token}"}
    status = json_of(client.get(f"/api/comments/{comment.id}/status", headers=headers))
    (message,) = status["messages"]
    assert message["text"] == "Please\n<i>cite</i> it."
    assert set(message) == {"text", "at"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"body": " \n ", "audience": "team"}, "Please write something."),
        (
            {"body": "x" * 5001, "audience": "team"},
            "At most 5000 characters, please.",
        ),
        ({"body": "Hm.", "audience": "all"}, "Please say who shall read it."),
        ({"body": "Hm."}, "Please say who shall read it."),
    ],
)
def test_a_note_that_says_nothing_is_refused_in_words(
    session: Session, send: Send, fields: dict[str, str], said: str
) -> None:
    comment = a_comment(session)
    session.commit()

    page = send(comment, "notes", **fields)

    assert page.status_code == 422
    assert said in words(page)
    assert fields["body"].strip() in page.text
    assert session.scalars(select(Note)).all() == []


def test_a_note_is_in_the_log_without_its_words(session: Session, send: Send) -> None:
    comment = a_comment(session)
    session.commit()

    send(comment, "notes", body="Known from before.", audience="team")

    entry = session.scalars(select(LogEntry).where(LogEntry.kind == "note.written"))
    facts = entry.one().facts
    assert facts == {"audience": "team"}


def test_notes_go_with_the_comment(session: Session, send: Send) -> None:
    comment = a_comment(session)
    session.commit()
    send(comment, "notes", body="Known from before.", audience="team")

    withdraw(session, comment, now=NOON)
    session.commit()

    assert session.scalars(select(Note)).all() == []
