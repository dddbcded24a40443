"""What is learnt from: the last word of people about a text, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.submission import Source
from commentbox.learning.labels import decided as with_texts
from commentbox.learning.words import BATCH, LastWord, newest
from commentbox.models import Comment, Redaction, Site
from commentbox.posting.author import edit, withdraw
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    an_article,
    decided,
    the_moderator,
)


def words(session: Session, site: Site) -> list[LastWord]:
    session.flush()
    return newest(session, site.id, 100)


def spoken_of(word: LastWord) -> dict[str, bool | None]:
    checks = ("respect", "spam", "links", "topic", "politics")
    return {check: word.breach(check) for check in checks}


NO = dict.fromkeys(("respect", "spam", "links", "topic", "politics"), False)
UNKNOWN: dict[str, bool | None] = dict.fromkeys(NO)


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([(State.APPROVED, None)], NO),
        ([(State.REJECTED, "respect")], {**UNKNOWN, "respect": True}),
        ([(State.REJECTED, "topic")], {**UNKNOWN, "topic": True}),
        ([(State.REJECTED, "spam")], {**UNKNOWN, "spam": True, "links": True}),
        ([(State.SPAM, None)], {**UNKNOWN, "spam": True}),
        (
            [(State.APPROVED, None), (State.REMOVED, "politics")],
            {**UNKNOWN, "politics": True},
        ),
        ([(State.REJECTED, "respect"), (State.APPROVED, None)], NO),
    ],
)
def test_a_decision_says_this_of_each_check(
    session: Session,
    site: Site,
    moves: list[tuple[State, str | None]],
    expected: dict[str, bool | None],
) -> None:
    comment = a_comment(session)
    for to, rule in moves:
        decided(session, comment, to, rule=rule)

    (word,) = words(session, site)

    assert spoken_of(word) == expected


@pytest.mark.parametrize("state", [State.PENDING, State.FILTERED, State.SPAM])
def test_the_verdicts_of_the_machine_teach_nothing(
    session: Session, site: Site, state: State
) -> None:
    a_comment(session, state=state)

    assert words(session, site) == []


def test_what_a_person_confirms_teaches(session: Session, site: Site) -> None:
    comment = a_comment(session, state=State.FILTERED)
    decided(session, comment, State.REJECTED, rule="respect")

    (word,) = words(session, site)

    assert word.breach("respect")


def test_what_was_withdrawn_teaches_nothing(session: Session, site: Site) -> None:
    comment = a_comment(session, state=State.APPROVED)
    withdraw(session, comment, now=NOON)

    assert words(session, site) == []


def test_what_the_site_itself_writes_teaches_nothing(
    session: Session, site: Site
) -> None:
    a_comment(session, state=State.APPROVED, source=Source.DESK, consent=None)

    assert words(session, site) == []


def test_each_text_of_a_comment_has_a_last_word_of_its_own(
    session: Session, site: Site
) -> None:
    comment = a_comment(session, state=State.APPROVED)
    edit(session, comment, "Otherwise now.", NOTHING_FOUND, now=NOON)
    decided(session, comment, State.REJECTED, rule="respect")

    found = words(session, site)

    assert [(w.revision, w.breach("respect")) for w in found] == [(1, False), (2, True)]


def test_a_passage_that_was_taken_out_leaves_its_rule_open(
    session: Session, site: Site
) -> None:
    comment = a_comment(session, state=State.APPROVED)
    session.add(
        Redaction(
            site_id=site.id,
            comment_id=comment.id,
            revision=1,
            start=0,
            end=4,
            rule="respect",
            rulebook_version=1,
            moderator=the_moderator(session, site.id),
            made_at=NOON,
        )
    )

    (word,) = words(session, site)

    assert spoken_of(word) == {**NO, "respect": None}


def test_decisions_of_another_site_teach_nothing_here(
    session: Session, site: Site
) -> None:
    a_comment(session, state=State.APPROVED)

    assert newest(session, site.id + 1, 10) == []


def test_the_newest_are_read_in_the_order_of_time_over_many_batches(
    session: Session, site: Site
) -> None:
    article = an_article(session)
    for _ in range(5):
        a_comment(session, article, state=State.APPROVED)
    all_of_them = words(session, site)

    three = newest(session, site.id, 3)
    later = newest(session, site.id, 9, since=all_of_them[3].decision)

    assert BATCH > 5
    assert three == all_of_them[-3:]
    assert later == all_of_them[4:]
    assert [w.decision for w in three] == sorted(w.decision for w in three)


def test_a_text_comes_with_what_stood_around_it(session: Session, site: Site) -> None:
    article = an_article(session, site=site, title="Lamps", body="All about lamps.")
    said: list[Comment] = []
    for n, body in enumerate(("First.", "Second.", "Third.")):
        said.append(
            a_comment(
                session,
                article,
                body=body,
                parent=said[0] if n == 2 else None,
                author_url="https://ada.example.org/",
                posted_at=NOON + timedelta(minutes=n),
            )
        )
    for comment in said:
        decided(session, comment, State.APPROVED)
    session.commit()

    first, _second, third = with_texts(session, site)

    assert (first.facts.before.thread, first.facts.parent) == ((), None)
    assert third.facts.before.thread == ("Second.", "First.")
    assert third.facts.parent == "First."
    assert third.facts.before.title == "Lamps"
    assert third.draft.body == "Third."
    assert third.draft.author_url == "https://ada.example.org/"
    assert not third.blind
