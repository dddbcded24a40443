"""What stands beside a case: the article, the thread, the author's other comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.extensions import db
from commentbox.models import Article, Comment
from commentbox.moderation.case.around import (
    MOST_ABOVE,
    MOST_ANSWERS,
    MOST_BESIDE,
    around,
)
from commentbox.moderation.case.past import SHOWN, past_of
from commentbox.posting.author import edit, withdraw
from tests.desk import elements, words
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    a_site,
    an_article,
    decided,
)
from tests.page import PageClient


def texts(neighbours: object) -> list[str]:
    return [near.text for near in neighbours]  # type: ignore[attr-defined]


def test_the_nearest_passage_is_shown_with_its_words_marked(
    client: PageClient, session: Session
) -> None:
    body = "It came in a box. " * 40 + "The transformer hums." + " It was cheap." * 60
    article = an_article(session, body=body)
    comment = a_comment(session, article, body="Mine hums as well.")
    session.commit()

    page = client.get(f"/desk/comments/{comment.id}")

    assert "The passage that shares most with the comment" in words(page)
    assert [mark.text for mark in elements(page, "mark")] == ["hums"]
    assert "takes comments" in words(page)


def test_of_an_article_without_text_only_the_title_is_known(
    client: PageClient, session: Session
) -> None:
    comment = a_comment(session)
    session.commit()

    page = client.get(f"/desk/comments/{comment.id}")

    assert "Its text is not known here, only its title." in words(page)


def test_the_thread_is_told_from_the_top_to_the_answers(session: Session) -> None:
    top = a_comment(session, body="top", state=State.APPROVED)
    parent = a_comment(session, parent=top, body="parent", state=State.REJECTED)
    siblings = [a_comment(session, parent=parent, body=f"b{n}") for n in range(4)]
    comment = a_comment(session, parent=parent, body="this one")
    later = [a_comment(session, parent=parent, body=f"a{n}") for n in range(4)]
    answers = [a_comment(session, parent=comment, body=f"r{n}") for n in range(7)]
    a_comment(session, parent=answers[0], body="deeper")
    a_comment(session, body="elsewhere")

    found = around(session, comment)

    assert texts(found.above) == ["top", "parent"]
    assert [near.state for near in found.above] == [State.APPROVED, State.REJECTED]
    assert texts(found.before) == [b.latest.body for b in siblings[-MOST_BESIDE:]]
    assert texts(found.after) == [b.latest.body for b in later[:MOST_BESIDE]]
    assert texts(found.answers) == [f"r{n}" for n in range(MOST_ANSWERS)]
    assert found.more_answers
    assert not found.skipped


def test_beside_a_comment_at_the_top_stand_others_of_its_article(
    session: Session,
) -> None:
    article = an_article(session)
    states = [State.APPROVED, State.PENDING, State.APPROVED, State.REJECTED]
    before = [a_comment(session, article, body=f"b{s}", state=s) for s in states]
    comment = a_comment(session, article)
    after = [a_comment(session, article, body=f"a{s}", state=s) for s in states]
    a_comment(session, an_article(session, "second"), body="elsewhere")

    found = around(session, comment)

    assert texts(found.before) == [b.latest.body for b in before[-MOST_BESIDE:]]
    assert texts(found.after) == [b.latest.body for b in after[:MOST_BESIDE]]
    assert not found.above


@pytest.mark.parametrize("at_the_top", [True, False])
def test_of_a_wide_thread_only_a_little_is_read(
    session: Session, *, at_the_top: bool
) -> None:
    article = an_article(session)
    parent = None if at_the_top else a_comment(session, article)
    many = [a_comment(session, article, parent=parent) for _ in range(60)]
    for _ in range(20):
        a_comment(session, article, parent=many[30])
    middle = many[30].id
    session.commit()
    session.expunge_all()

    around(session, session.get_one(Comment, middle))

    read = [row for row in session.identity_map.values() if isinstance(row, Comment)]
    assert len(read) <= 20


def test_of_a_deep_branch_the_top_and_the_nearest_are_shown(session: Session) -> None:
    above = [a_comment(session, body="0")]
    for number in range(1, MOST_ABOVE + 5):
        above.append(a_comment(session, parent=above[-1], body=str(number)))
    comment = a_comment(session, parent=above[-1])

    found = around(session, comment)

    nearest = [c.latest.body for c in above[-MOST_ABOVE:]]
    assert texts(found.above) == ["0", *nearest]
    assert found.skipped


def test_what_was_withdrawn_says_so_and_leads_nowhere(
    client: PageClient, session: Session
) -> None:
    parent = a_comment(session, body="Regretted.")
    comment = a_comment(session, parent=parent)
    withdraw(session, parent, now=NOON)
    session.commit()

    page = client.get(f"/desk/comments/{comment.id}")

    assert "a comment that its author has withdrawn" in words(page)
    links = [e.get("href") or "" for e in elements(page, "a")]
    assert not [link for link in links if str(parent.id) in link]


def test_an_author_is_known_by_token_or_address_and_it_says_which(
    client: PageClient, session: Session
) -> None:
    first = a_comment(session, body="The very first.", state=State.REJECTED)
    proven = a_comment(session, body="Proven.", author_id=first.id)
    typed = a_comment(
        session, body="Typed.", author_email="ada@example.org", state=State.APPROVED
    )
    both = a_comment(
        session, body="Both.", author_id=first.id, author_email="ada@example.org"
    )
    a_comment(session, body="By a namesake.", author_name="Ada")
    other = a_site(session, "other", url="https://other.example.org")
    elsewhere = an_article(session, site=other)
    a_comment(session, elsewhere, author_email="ada@example.org")
    comment = a_comment(session, author_id=first.id, author_email="ada@example.org")
    session.commit()

    past = past_of(session, comment)
    page = client.get(f"/desk/comments/{comment.id}")

    known = [(entry.comment, entry.proven) for entry in past.entries]
    assert known == [(both, True), (proven, True), (first, True), (typed, False)]
    totals = [(State.PENDING, 2), (State.APPROVED, 1), (State.REJECTED, 1)]
    assert past.totals == totals
    assert "Same sender, proven by their token" in words(page)
    assert "Same e-mail address, typed, not proven" in words(page)


def test_what_is_proven_is_not_crowded_out_by_what_is_typed(session: Session) -> None:
    article = an_article(session)
    first = a_comment(session, article)
    for _ in range(SHOWN):
        a_comment(session, article, author_id=first.id)
    for _ in range(SHOWN):
        a_comment(session, article, author_email="ada@example.org")
    comment = a_comment(
        session, article, author_id=first.id, author_email="ada@example.org"
    )

    past = past_of(session, comment)

    half = SHOWN // 2
    assert [entry.proven for entry in past.entries] == [True] * half + [False] * half


def test_from_the_first_comment_the_later_ones_are_found(session: Session) -> None:
    first = a_comment(session)
    later = a_comment(session, author_id=first.id)

    assert [entry.comment for entry in past_of(session, first).entries] == [later]


def test_who_is_known_by_nothing_has_no_past(
    client: PageClient, session: Session
) -> None:
    a_comment(session)
    comment = a_comment(session)
    session.commit()

    page = client.get(f"/desk/comments/{comment.id}")

    assert "Nothing else is known here." in words(page)


@pytest.mark.parametrize("others", [1, SHOWN + 2])
def test_all_of_an_author_are_one_link_away_to_decide_about_them_together(
    client: PageClient, session: Session, others: int
) -> None:
    article = an_article(session)
    mail = "ada+lamps@example.org"
    for _ in range(others):
        a_comment(session, article, author_email=mail)
    comment = a_comment(session, article, author_email=mail)
    session.commit()

    page = client.get(f"/desk/comments/{comment.id}")

    links = {e.text: e.get("href") or "" for e in elements(page, "a")}
    address = links["All with this address"]
    assert "lane=all" in address
    assert "author=ada%2Blamps%40example.org" in address
    found = client.get(address)
    assert len(elements(found, "article", "case")) == others + 1
    assert elements(found, "form", "stroke")


def test_edits_are_shown_as_what_changed(client: PageClient, session: Session) -> None:
    comment = a_comment(session, body="A dim lamp.")
    edit(session, comment, "A bright lamp.", NOTHING_FOUND, now=NOON)
    edit(session, comment, "A bright <b>lamp</b>.", NOTHING_FOUND, now=NOON)
    session.commit()

    page = client.get(f"/desk/comments/{comment.id}")

    said = words(page)
    assert "A [taken out: dim] [new: bright] lamp." in said
    assert "A bright [taken out: lamp.] [new: <b>lamp</b>.]" in said


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that the application sends."""
    sent: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def a_busy_case(session: Session, article: Article, much: int) -> Comment:
    """A comment with ``much`` of everything around it."""
    mail = f"ada{much}@example.org"
    above = a_comment(session, article)
    for _ in range(much):
        a_comment(session, article, author_email=mail)
        above = a_comment(session, article, parent=above, author_email=mail)
    comment = a_comment(session, article, parent=above, author_email=mail)
    for number in range(much):
        a_comment(session, article, parent=above)
        a_comment(session, article, parent=comment)
        later = NOON + timedelta(hours=number)
        edit(session, comment, f"Text {number}", NOTHING_FOUND, now=later)
        decided(session, comment, State.REJECTED, rule="respect", now=later)
    session.commit()
    return comment


@pytest.fixture
def cost(app: Flask, client: PageClient) -> Callable[[Comment], int]:
    def cost(comment: Comment) -> int:
        with counted(app) as sent:
            page = client.get(f"/desk/comments/{comment.id}")
        assert page.status_code == 200
        return len(sent)

    return cost


def test_a_busy_case_needs_no_more_queries_than_a_quiet_one(
    session: Session, cost: Callable[[Comment], int]
) -> None:
    article = an_article(session, body="A lamp hums. " * 50)
    quiet = a_busy_case(session, article, 2)
    busy = a_busy_case(session, article, 15)

    assert cost(busy) == cost(quiet) < 60
