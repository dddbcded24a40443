"""What new thresholds would have done is shown before they are published."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.domain.states import State
from commentbox.domain.verdict import Finding, Outcome, Verdict
from commentbox.models import RuleBook, Site
from commentbox.rulebook.publish import publish_rulebook
from tests.desk import elements, table_rows, words
from tests.factories import NOON, a_comment, an_article, decided
from tests.integration.rulebook.editing import Editor
from tests.page import PageClient

TOPIC = "rules[1].checks[1]"
RESPECT = "rules[2].checks[1]"


def some_decided(
    session: Session, count: int, check: str, score: float, *, breach: bool
) -> None:
    article = an_article(session)
    found = Finding(check=check, score=score, rule=check, outcome=Outcome.FLAG)
    for number in range(count):
        moment = NOON + timedelta(minutes=number)
        comment = a_comment(
            session, article, verdict=Verdict((found,)), posted_at=moment
        )
        if breach:
            decided(session, comment, State.REJECTED, rule=check)
        else:
            decided(session, comment, State.APPROVED)
    session.commit()


def asked(client: PageClient, **changes: str) -> TestResponse:
    fields = {"change_note": "Other thresholds.", **changes}
    return Editor(client).presses("preview", **fields)


def test_the_preview_compares_the_thresholds_by_what_people_decided(
    admin: PageClient, session: Session
) -> None:
    some_decided(session, 15, "respect", 0.85, breach=True)
    some_decided(session, 6, "respect", 0.82, breach=False)

    page = asked(
        admin, **{f"{RESPECT}.flag_from": "0.6", f"{RESPECT}.filter_from": "0.8"}
    )

    assert table_rows(page)[-2:] == [
        "In force hint from 0.5, held back from 0.95 | 21 | 0 | 0 | 0 | 0 of 15",
        "New hint from 0.6, held back from 0.8 | 21 | 21 | 15 | 6 | 0 of 15",
    ]


def test_too_few_decisions_are_said_to_be_too_few(admin: PageClient) -> None:
    told = words(asked(admin, **{f"{RESPECT}.flag_from": "0.6"}))

    assert "Too few decisions to say: 0 of at least 20." in told


def test_a_check_that_is_taken_away_is_compared_too(
    admin: PageClient, session: Session
) -> None:
    some_decided(session, 20, "respect", 0.85, breach=True)

    page = asked(admin, **{f"{RESPECT}.check": ""})

    assert table_rows(page)[-1] == "New not checked | not checked"


def test_where_only_words_change_nothing_is_compared(admin: PageClient) -> None:
    page = asked(admin, **{"intro.en": "Read this first."})

    assert page.status_code == 200
    assert "would have done" not in words(page)


def test_topic_cannot_hold_back_before_that_is_earned(
    admin: PageClient, session: Session
) -> None:
    some_decided(session, 30, "topic", 0.97, breach=True)

    page = asked(admin, **{f"{TOPIC}.filter_from": "0.95"})

    assert page.status_code == 422
    assert "so far 30 of 50 decided comments reached this score" in words(page)
    wrong = [e for e in elements(page, "input") if e.get("aria-invalid") == "true"]
    assert [e.get("name") for e in wrong] == [f"{TOPIC}.filter_from"]


def test_topic_cannot_hold_back_where_it_is_wrong_too_often(
    admin: PageClient, session: Session
) -> None:
    some_decided(session, 40, "topic", 0.97, breach=True)
    some_decided(session, 10, "topic", 0.97, breach=False)

    told = words(asked(admin, **{f"{TOPIC}.filter_from": "0.95"}))

    assert "of 50 decided comments that reached this score, 80% were breaches" in told
    assert "90% are needed" in told


def test_what_is_earned_is_accepted(admin: PageClient, session: Session) -> None:
    some_decided(session, 50, "topic", 0.97, breach=True)

    page = asked(admin, **{f"{TOPIC}.filter_from": "0.95"})

    assert page.status_code == 200
    assert "Preview of version 2" in words(page)


@pytest.mark.parametrize(("again", "status"), [("0.95", 200), ("0.9", 422)])
def test_what_holds_already_stands_in_nobodys_way(
    admin: PageClient, session: Session, site: Site, again: str, status: int
) -> None:
    row = session.get_one(RuleBook, (site.id, 1))
    first, *others = row.document["rules"]
    bound = {**first["checks"][0], "filter_from": 0.95}
    rules = [{**first, "checks": [bound]}, *others]
    publish_rulebook(session, site.id, {**row.document, "rules": rules}, now=NOON)
    session.commit()

    page = asked(admin, **{"intro.en": "Read.", f"{TOPIC}.filter_from": again})

    assert page.status_code == status
