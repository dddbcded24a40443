"""Many cases with one stroke: first a look, then an own decision for each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.domain.states import MOVES, State
from commentbox.models import (
    Claim,
    Comment,
    Decision,
    IntendedDecision,
    Moderator,
    Site,
)
from commentbox.models.lanes import lane_counts
from commentbox.moderation.bulk import routes
from commentbox.moderation.routes import PAGE_SIZE
from commentbox.posting.author import edit, withdraw
from tests.desk import csrf_token, elements, sign_in, words
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
)
from tests.integration.moderation.looking import listed
from tests.page import HTML, PageClient


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    site = session.get_one(Site, site.id)
    site.undo_seconds = 0
    grace = a_moderator(session)
    session.commit()
    sign_in(client)
    return grace


def picked(*comments: Comment) -> list[str]:
    return [f"{c.id.hex}:{c.latest.number}:{c.latest.state}" for c in comments]


def look(
    client: PageClient, to: str, *, address: str = "", **fields: object
) -> TestResponse:
    """Send the form above a list."""
    token = csrf_token(client.get(f"/desk/{address}"))
    given = {"csrf_token": token, "to": to, **fields}
    return client.post(f"/desk/bulk{address}", data=given)


def carry_out(client: PageClient, page: TestResponse, **fields: str) -> TestResponse:
    """Send the form that a look shows, as it stands, with some fields filled in."""
    assert page.status_code == 200, page.text
    forms = elements(page, "form")
    form = next(f for f in forms if "/desk/bulk/decisions" in f.get("action", ""))
    given = {e.get("name"): e.get("value") for e in form.iter(f"{HTML}input")}
    return client.post(form.get("action", ""), data={**given, **fields})


def states(session: Session) -> dict[str, State]:
    session.rollback()
    comments = session.scalars(select(Comment))
    return {c.author_name: c.latest.state for c in comments}


def decisions(session: Session) -> int:
    session.rollback()
    query = select(func.count()).where(Decision.automated.is_(False))
    return session.scalar(query) or 0


def test_a_look_changes_nothing_and_says_what_would_be(
    client: PageClient, session: Session
) -> None:
    article = an_article(session, title="On lamps")
    comments = [a_comment(session, article, body=f"Buy lamp {n}!") for n in range(3)]
    session.commit()

    page = look(client, "rejected", case=picked(*comments))

    said = words(page)
    assert page.status_code == 200
    for expected in ("Reject 3 comments?", "Ada 3", "On lamps 3", "Buy lamp 2!"):
        assert expected in said
    assert set(states(session).values()) == {State.PENDING}
    assert decisions(session) == 0


@pytest.mark.parametrize(
    ("lane", "to"),
    [(lane, to) for lane in State for to in sorted(MOVES[lane])],
)
def test_what_was_looked_at_is_decided_case_by_case(
    client: PageClient, session: Session, lane: State, to: State
) -> None:
    comments = [a_comment(session, author_name=n, state=lane) for n in ("Ada", "Bea")]
    a_comment(session, author_name="Cleo", state=lane)
    session.commit()
    before = decisions(session)

    page = look(client, to, address=f"?lane={lane}", case=picked(*comments))
    answer = carry_out(client, page, rule="respect", note="Not here.")

    assert answer.status_code == 303
    assert answer.location.endswith(f"/desk/?lane={lane}")
    assert states(session) == {"Ada": to, "Bea": to, "Cleo": lane}
    assert decisions(session) == before + 2
    latest = select(Decision).order_by(Decision.id.desc()).limit(2)
    first, second = session.scalars(latest)
    assert first.batch == second.batch is not None
    assert first.note == "Not here."
    counted = lane_counts(session, first.site_id)
    assert (counted[to], counted[lane]) == (2, 1)
    assert "2 " in words(client.get(answer.location))


def test_with_time_to_undo_nothing_moves_yet(
    client: PageClient, session: Session, site: Site
) -> None:
    session.get_one(Site, site.id).undo_seconds = 10
    comments = [a_comment(session, author_name=n) for n in ("Ada", "Bea")]
    session.commit()

    carry_out(client, look(client, "approved", case=picked(*comments)))

    assert set(states(session).values()) == {State.PENDING}
    first, second = session.scalars(select(IntendedDecision))
    assert first.batch == second.batch is not None
    assert first.due_at == second.due_at
    assert lane_counts(session, site.id)[State.PENDING] == 0
    assert listed(client) == []


def test_all_that_match_are_decided_also_on_other_pages(
    client: PageClient, session: Session
) -> None:
    for n in range(PAGE_SIZE + 3):
        a_comment(session, author_name="Mallory", body=f"Buy {n}")
    a_comment(session, author_name="Ada")
    session.commit()

    page = look(client, "spam", address="?author=Mallory", all="1")
    assert f"File {PAGE_SIZE + 3} comments as spam?" in words(page)
    answer = carry_out(client, page)

    assert "author=Mallory" in answer.location
    assert states(session) == {"Mallory": State.SPAM, "Ada": State.PENDING}
    assert f"{PAGE_SIZE + 3} filed as spam." in words(client.get("/desk/"))


def test_what_comes_in_after_the_look_is_not_decided(
    client: PageClient, session: Session
) -> None:
    a_comment(session, author_name="Mallory")
    a_comment(session, author_name="Mallory")
    session.commit()

    page = look(client, "spam", address="?q=Mallory", all="1")
    late = a_comment(session, author_name="Mallory", body="Later.")
    session.commit()
    carry_out(client, page)

    session.rollback()
    assert late.latest.state is State.PENDING


def test_a_whole_lane_is_never_decided_at_once(
    client: PageClient, session: Session
) -> None:
    a_comment(session)
    session.commit()

    answer = look(client, "approved", all="1")

    assert answer.status_code == 303
    assert "Please select some comments first." in words(client.get("/desk/"))


def test_what_changed_after_the_look_is_skipped_and_named(
    client: PageClient, session: Session, site: Site
) -> None:
    names = ("Ada", "Bea", "Cleo", "Dana", "Eve")
    comments = {name: a_comment(session, author_name=name) for name in names}
    heidi = a_moderator(session, "heidi@example.org", name="Heidi", site=site)
    session.commit()

    page = look(client, "rejected", case=picked(*comments.values()))
    decided(session, comments["Ada"], State.APPROVED, moderator=heidi)
    edit(session, comments["Bea"], "Another text.", NOTHING_FOUND, now=NOON)
    withdraw(session, comments["Cleo"], now=NOON)
    claimed(session, comments["Dana"], heidi)
    session.commit()
    answer = carry_out(client, page, rule="respect")

    said = words(client.get(answer.location))
    assert "1 rejected. 4 skipped:" in said
    assert "Ada (Heidi was faster)" in said
    assert "Bea (The text has changed)" in said
    assert "Anonymous (withdrawn by its author)" in said
    assert "Dana (Heidi is reading this)" in said
    assert states(session)["Eve"] is State.REJECTED
    assert states(session)["Ada"] is State.APPROVED
    assert states(session)["Dana"] is State.PENDING


def test_a_look_says_what_would_be_skipped(
    client: PageClient, session: Session, site: Site
) -> None:
    names = ("Ada", "Bea", "Cleo", "Dana", "Eve")
    comments = {name: a_comment(session, author_name=name) for name in names}
    case = picked(*comments.values())
    heidi = a_moderator(session, "heidi@example.org", name="Heidi", site=site)
    decided(session, comments["Ada"], State.APPROVED, moderator=heidi)
    edit(session, comments["Bea"], "Another text.", NOTHING_FOUND, now=NOON)
    withdraw(session, comments["Cleo"], now=NOON)
    claimed(session, comments["Dana"], heidi)
    approved = a_comment(session, author_name="Fay", state=State.APPROVED)
    session.commit()

    page = look(client, "rejected", case=[*case, *picked(approved)])

    said = words(page)
    assert "Reject 1 comment?" in said
    assert "5 are left as they are" in said
    for expected in (
        "Ada: decided meanwhile",
        "Bea: the author has sent a newer text",
        "Anonymous: withdrawn by its author",
        "Dana: Heidi is reading this",
        "Fay: cannot go there from its state",
    ):
        assert expected in said


def claimed(session: Session, comment: Comment, moderator: Moderator) -> None:
    until = datetime.now(UTC) + timedelta(minutes=2)
    session.add(
        Claim(
            comment_id=comment.id,
            site_id=comment.site_id,
            moderator_id=moderator.id,
            until=until,
        )
    )


def test_without_its_rule_nothing_is_rejected(
    client: PageClient, session: Session
) -> None:
    comment = a_comment(session)
    session.commit()

    page = look(client, "rejected", case=picked(comment))
    answer = carry_out(client, page, rule="", note="What I typed.")

    assert answer.status_code == 422
    assert "Please say which rule was broken." in words(answer)
    assert "What I typed." in answer.text
    assert states(session) == {"Ada": State.PENDING}


def test_more_than_one_transactions_worth_is_decided(
    client: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "AT_ONCE", 2)
    articles = [an_article(session, key) for key in ("a", "b", "c")]
    comments = [a_comment(session, articles[n % 3]) for n in range(5)]
    session.commit()

    carry_out(client, look(client, "approved", case=picked(*comments)))

    assert decisions(session) == 5
    assert [article.comment_count for article in articles] == [2, 2, 1]


def test_sent_twice_it_is_decided_once(client: PageClient, session: Session) -> None:
    comment = a_comment(session)
    session.commit()

    page = look(client, "approved", case=picked(comment))
    carry_out(client, page)
    again = carry_out(client, page)

    assert decisions(session) == 1
    assert "You have decided this already" in words(client.get(again.location))


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "pending", "case": "x"},
        {"to": "heaven", "case": "x"},
        {"to": "approved", "case": "x"},
        {"to": "approved", "case": f"{'0' * 32}:1:heaven"},
        {"to": "approved", "case": f"{'0' * 32}:0:pending"},
    ],
)
@pytest.mark.parametrize("step", ["", "/decisions"])
def test_a_form_that_no_page_shows_is_refused(
    client: PageClient, fields: dict[str, str], step: str
) -> None:
    token = csrf_token(client.get("/desk/"))

    answer = client.post(f"/desk/bulk{step}", data={"csrf_token": token, **fields})

    assert answer.status_code == 422


def test_of_another_site_nothing_is_decided(
    client: PageClient, session: Session
) -> None:
    other = a_site(session, "other", url="https://other.example.org")
    comment = a_comment(session, an_article(session, "x", site=other))
    session.commit()
    token = csrf_token(client.get("/desk/?site=blog"))
    fields = {"csrf_token": token, "to": "approved", "case": picked(comment)}

    looked = client.post("/desk/bulk?site=blog", data=fields)
    answer = client.post("/desk/bulk/decisions?site=blog", data=fields)

    assert "Ada" not in looked.text
    assert answer.status_code == 303
    assert decisions(session) == 0


@pytest.mark.parametrize("step", ["", "/decisions"])
def test_without_the_forms_token_nothing_is_decided(
    client: PageClient, session: Session, step: str
) -> None:
    comment = a_comment(session)
    session.commit()

    fields = {"to": "approved", "case": picked(comment)}
    answer = client.post(f"/desk/bulk{step}", data=fields)

    assert answer.status_code == 400
    assert decisions(session) == 0


def test_more_than_can_be_looked_at_is_refused(client: PageClient) -> None:
    many = " ".join(f"{n:032x}:1:pending" for n in range(1_001))

    assert look(client, "approved", case=many).status_code == 422
