"""What is drawn blind shows nothing of its findings until a person has decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from commentbox.models import Comment, Moderator, Site
from commentbox.models.ids import new_id
from commentbox.moderation.queue_feed.address import make_feed
from commentbox.posting.submit import submit
from tests.desk import elements, sign_in, words
from tests.factories import (
    NOON,
    SECRET_KEY,
    a_comment,
    a_moderator,
    a_submission,
    an_article,
    decided,
)
from tests.integration.people import Grace
from tests.page import HTML, PageClient, text_of

BODY = "Only an idiot buys this."
BLIND = "Drawn blind: the findings are shown after the decision"


@pytest.fixture(autouse=True)
def moderator(client: PageClient, session: Session, site: Site) -> Moderator:
    moderator = a_moderator(session, "heidi@example.org", name="Heidi")
    session.commit()
    sign_in(client, "heidi@example.org")
    return moderator


def a_verdict(outcome: Outcome = Outcome.FILTER, score: float = 0.93) -> Verdict:
    told = Finding(
        check="respect",
        score=score,
        evidence=(Evidence("idiot", 8, 13, 1.0),),
        rule="respect",
        outcome=outcome,
    )
    return Verdict((told,))


@pytest.fixture
def drawn(session: Session, site: Site) -> Comment:
    """Return a comment that would have been held back, had it not been drawn."""
    comment = submit(
        session,
        a_submission(an_article(session), body=BODY, author_name="Mallory"),
        a_verdict(),
        comment_id=new_id(),
        secret_key=SECRET_KEY,
        blind=True,
    )
    session.commit()
    return comment


@pytest.mark.parametrize(
    "address",
    ["/desk/", "/desk/comments/ID", "/desk/?q=idiot", "/desk/?lane=all&q=idiot"],
)
def test_it_waits_without_findings_or_marks_and_says_why(
    client: PageClient, drawn: Comment, address: str
) -> None:
    page = client.get(address.replace("ID", str(drawn.id)))

    assert BLIND in words(page)
    assert "Mallory" in words(page)
    assert elements(page, "mark") == []
    assert elements(page, "ul", "findings") == []
    assert elements(page, "details", "also") == []
    assert elements(page, "button", "hinted") == []
    assert "93" not in " ".join(map(text_of, elements(page, "article", "case")))


@pytest.mark.parametrize("query", ["rule=respect", "check=respect"])
@pytest.mark.parametrize("least", ["", "&least=0.1"])
@pytest.mark.parametrize("lane", ["pending", "filtered", "all"])
def test_no_filter_finds_it(
    client: PageClient, drawn: Comment, query: str, least: str, lane: str
) -> None:
    more = least if query.startswith("check") else ""

    page = client.get(f"/desk/?lane={lane}&{query}{more}")

    assert elements(page, "article", "case") == []


def test_the_riskiest_first_does_not_put_it_first(
    client: PageClient, session: Session, drawn: Comment
) -> None:
    weak = a_verdict(Outcome.FLAG, 0.51)
    a_comment(session, author_name="Ada", body=BODY, verdict=weak)
    a_comment(session, author_name="Grace", posted_at=NOON + timedelta(hours=1))
    session.commit()

    page = client.get("/desk/?sort=risk")

    cases = elements(page, "article", "case")
    names = [text_of(next(case.iter(f"{HTML}h2"))).strip() for case in cases]
    assert names[0] == "Ada"


def test_it_counts_in_the_lane_where_it_waits(
    client: PageClient, drawn: Comment
) -> None:
    assert "Waiting 1 Held back 0" in words(client.get("/desk/"))


def test_programs_of_moderators_read_no_findings_either(
    grace: Grace, drawn: Comment
) -> None:
    (case,) = grace.queue()["comments"]

    assert (case["findings"], case["blind"]) == ([], True)
    assert case["source"] == BODY


def test_a_feed_of_the_queue_says_that_it_is_blind(
    client: PageClient,
    session: Session,
    site: Site,
    moderator: Moderator,
    drawn: Comment,
) -> None:
    token = make_feed(session, site, moderator, now=NOON)
    session.commit()

    feed = client.get("/queue.atom", query_string={"token": token}).text

    assert BLIND in feed
    assert "93%" not in feed
    assert "Insult" not in feed


@pytest.mark.parametrize(
    ("to", "agreed"),
    [
        (State.REJECTED, "Machine and person agreed."),
        (State.APPROVED, "Machine and person did not agree."),
    ],
)
def test_after_the_decision_its_page_shows_what_was_found_and_who_agreed(
    client: PageClient, session: Session, drawn: Comment, to: State, agreed: str
) -> None:
    decided(session, drawn, to, rule="respect" if to is State.REJECTED else None)
    session.commit()

    page = client.get(f"/desk/comments/{drawn.id}")

    said = words(page)
    assert BLIND not in said
    assert f"Decided blind. The screening would have held it back. {agreed}" in said
    assert "Insult: idiot – very probably a breach, 93%" in said
    assert [mark.text for mark in elements(page, "mark")] == ["idiot"]


def test_what_was_found_to_be_harmless_says_so_too(
    client: PageClient, session: Session, site: Site
) -> None:
    comment = submit(
        session,
        a_submission(an_article(session), body=BODY),
        Verdict(()),
        comment_id=new_id(),
        secret_key=SECRET_KEY,
        blind=True,
    )
    decided(session, comment, State.APPROVED)
    session.commit()

    said = words(client.get(f"/desk/comments/{comment.id}"))

    assert "Decided blind. The screening had found nothing." in said
    assert "Machine and person agreed." in said


def test_what_was_not_drawn_says_nothing_of_it(
    client: PageClient, session: Session, site: Site
) -> None:
    comment = a_comment(session, body=BODY, verdict=a_verdict())
    session.commit()

    assert "blind" not in words(client.get(f"/desk/comments/{comment.id}")).casefold()
