"""The figures of a site, counted in the database and shown on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import Finding, Outcome, Verdict
from commentbox.models import Comment, Decision, Moderator, Site, Via
from commentbox.moderation.decide import Intent, decide
from commentbox.moderation.figures.page import figures
from commentbox.moderation.figures.period import Period
from commentbox.moderation.figures.queries import (
    decided_by_bar,
    oldest_waiting,
    texts_by_bar,
)
from commentbox.moderation.figures.reckon import Agreement, ByRule, Times, agreement
from commentbox.moderation.intend import intend
from commentbox.posting.author import edit, withdraw
from tests.desk import elements, sign_in, words
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
    held_back,
)
from tests.page import HTML, PageClient, text_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SVG = "{http://www.w3.org/2000/svg}"
FLAGGED = Verdict((Finding(check="respect", score=0.6, outcome=Outcome.FLAG),))


@pytest.fixture
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    return grace


def a_period(first: date, last: date, site: Site) -> Period:
    return Period(first=first, last=last, timezone=site.timezone)


MARCH = (date(2026, 3, 1), date(2026, 3, 3))


def a_decided(session: Session, to: State, after: timedelta, **values: Any) -> Comment:
    by = values.pop("moderator", None)
    comment = a_comment(session, **values)
    rule = "respect" if to in {State.REJECTED, State.REMOVED} else None
    now = comment.posted_at + after
    decided(session, comment, to, rule=rule, moderator=by, now=now)
    return comment


def test_who_answers_from_the_desk_has_judged_nobody(
    session: Session, site: Site, grace: Moderator
) -> None:
    comment = a_comment(session)
    session.commit()
    own = Intent(to=State.APPROVED, revision=1)
    decide(session, comment.id, own, moderator=grace, via=Via.ANSWER, now=NOON)
    session.commit()

    found = decided_by_bar(session, site.id, a_period(*MARCH, site))

    assert found == []


def test_texts_count_on_the_day_on_which_they_were_sent(
    session: Session, site: Site, grace: Moderator
) -> None:
    for at in (
        datetime(2026, 3, 28, 22, 59, 59, 999_999, tzinfo=UTC),  # the 28th
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),  # the 29th, a day of 23 hours
        datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),  # the 30th
        datetime(2026, 3, 27, 22, 59, tzinfo=UTC),  # the day before all of them
        datetime(2026, 3, 30, 22, 0, tzinfo=UTC),  # the day after
    ):
        a_comment(session, posted_at=at)
    session.commit()
    period = a_period(date(2026, 3, 28), date(2026, 3, 30), site)

    assert texts_by_bar(session, site.id, period) == {
        (0, State.PENDING): 1,
        (1, State.PENDING): 2,
        (2, State.PENDING): 1,
    }


def test_texts_count_by_where_they_stand_now(
    session: Session, site: Site, grace: Moderator
) -> None:
    for state in State:
        a_comment(session, state=state)
    elsewhere = a_site(session, "other", url="https://other.example.org")
    a_comment(session, an_article(session, "there", site=elsewhere))
    withdraw(session, a_comment(session), now=NOON)
    edited = a_comment(session, state=State.APPROVED)
    edit(session, edited, "Said better.", NOTHING_FOUND, now=NOON + DAY)
    session.commit()

    found = texts_by_bar(session, site.id, a_period(*MARCH, site))

    assert found == {
        **{(1, state): 1 for state in State},
        (1, State.APPROVED): 2,
        (2, State.PENDING): 1,
    }


def test_the_whole_page_agrees_with_a_small_world(
    session: Session, site: Site, grace: Moderator
) -> None:
    heidi = a_moderator(session, "heidi@example.org", name="Heidi")
    a_decided(session, State.APPROVED, 2 * MINUTE, moderator=grace)
    a_decided(session, State.APPROVED, 4 * MINUTE, moderator=heidi, verdict=FLAGGED)
    a_decided(session, State.REJECTED, 6 * MINUTE, moderator=heidi, verdict=FLAGGED)
    a_decided(session, State.REJECTED, HOUR, verdict=held_back("respect"))
    later = a_decided(session, State.APPROVED, 8 * MINUTE, posted_at=NOON + DAY)
    decided(
        *(session, later, State.REMOVED),
        rule="topic",
        moderator=heidi,
        now=NOON + DAY + HOUR,
    )
    # By the machine alone: nobody's decision.
    a_comment(session, verdict=held_back("spam"))
    # A person rescues what the machine filed as spam: the first decision about it.
    a_decided(session, State.APPROVED, 10 * MINUTE, verdict=held_back("spam"))
    a_comment(session, posted_at=NOON + DAY)
    session.commit()

    found = figures(session, site, a_period(*MARCH, site), now=NOON + 2 * DAY)

    assert found.total == {
        "approved": 3,
        "rejected": 2,
        "removed": 1,
        "spam": 1,
        "open": 1,
    }
    assert found.times == Times(6, 6 * 60, 60 * 60)
    assert found.times_by_bar == [Times(0), Times(5, 6 * 60, 3600), Times(1, 480, 480)]
    assert [row for row, _name in found.rules] == [
        ByRule("respect", 2, 0, 0),
        ByRule("topic", 0, 1, 0),
    ]
    assert [(name, row.count, row.times.half) for row, name in found.people] == [
        ("Grace", 4, 480),
        ("Heidi", 3, 240),
    ]
    assert found.agreement == Agreement(
        flagged_refused=2, flagged_approved=2, quiet_refused=1, quiet_approved=1
    )
    assert (found.waiting, found.held_back) == (1, 0)
    assert found.oldest_for == "24 h"
    assert found.labels == ["1 Mar", "2 Mar", "3 Mar"]
    assert (found.top, found.longest) == (6, 3600)


def test_what_was_decided_before_the_period_is_no_first_decision(
    session: Session, site: Site, grace: Moderator
) -> None:
    comment = a_decided(session, State.APPROVED, MINUTE, posted_at=NOON - 9 * DAY)
    decided(session, comment, State.REMOVED, rule="respect", now=NOON)
    filed = a_decided(session, State.SPAM, MINUTE, posted_at=NOON - 9 * DAY)
    decided(session, filed, State.APPROVED, now=NOON)
    session.commit()

    found = decided_by_bar(session, site.id, a_period(*MARCH, site))

    assert {(d.to, d.first, d.instead_of) for d in found} == {
        (State.REMOVED, False, None),
        (State.APPROVED, False, None),
    }


def test_only_the_last_word_of_the_period_is_compared(
    session: Session, site: Site, grace: Moderator
) -> None:
    comment = a_decided(session, State.APPROVED, MINUTE, verdict=FLAGGED)
    for n, to in enumerate((State.REMOVED, State.APPROVED, State.REMOVED)):
        rule = "respect" if to is State.REMOVED else None
        decided(session, comment, to, rule=rule, now=NOON + (n + 1) * HOUR)
    session.commit()

    found = agreement(decided_by_bar(session, site.id, a_period(*MARCH, site)))

    assert found == Agreement(
        flagged_refused=1, flagged_approved=0, quiet_refused=0, quiet_approved=0
    )


def test_decisions_from_before_the_desk_are_counted_but_not_timed(
    session: Session, site: Site, grace: Moderator
) -> None:
    a_decided(session, State.APPROVED, MINUTE)
    old = session.scalars(select(Decision)).one()
    old.waited_s = old.outcome = None
    session.commit()

    (found,) = decided_by_bar(session, site.id, a_period(*MARCH, site))

    assert (found.count, found.waited, found.flagged) == (1, [], None)


def test_decisions_count_on_the_day_on_which_they_were_made(
    session: Session, site: Site, grace: Moderator
) -> None:
    posted = datetime(2026, 10, 24, 21, 0, tzinfo=UTC)
    # On the 25th clocks go back: that day ends at 23 o'clock in UTC.
    for after in (30 * MINUTE, 2 * HOUR, 25 * HOUR + 59 * MINUTE, 26 * HOUR):
        a_decided(session, State.APPROVED, after, posted_at=posted)
    session.commit()
    period = a_period(date(2026, 10, 24), date(2026, 10, 26), site)

    found = decided_by_bar(session, site.id, period)

    assert {d.bar: sorted(d.waited) for d in found} == {
        0: [1_800],
        1: [7_200, 93_540],
        2: [93_600],
    }


def test_what_somebody_has_just_decided_waits_no_more(
    session: Session, site: Site, grace: Moderator
) -> None:
    first = a_comment(session, posted_at=NOON)
    held = a_comment(session, state=State.FILTERED, posted_at=NOON + MINUTE)
    a_comment(session, posted_at=NOON + HOUR)
    intend(
        session,
        first.id,
        Intent(to=State.APPROVED, revision=1),
        moderator=grace,
        now=NOON,
        delay=10 * MINUTE,
    )
    session.commit()

    oldest = oldest_waiting(session, site.id)

    assert oldest is not None
    assert (oldest.comment_id, oldest.revision) == (held.id, 1)


@pytest.fixture
def desk(client: PageClient, grace: Moderator) -> PageClient:
    sign_in(client)
    return client


def test_a_guest_is_sent_to_sign_in(client: PageClient, site: Site) -> None:
    assert client.get("/desk/figures").status_code == 303


@pytest.mark.parametrize(
    "query", ["", "?days=365", "?lang=de", "?since=2020-01-01&until=2020-01-02"]
)
def test_where_nothing_happened_the_page_says_so_kindly(
    desk: PageClient, query: str
) -> None:
    page = desk.get(f"/desk/figures{query}")

    assert page.status_code == 200
    said = words(page)
    assert ("Das wird schon." if "de" in query else "It will come.") in said
    assert not list(elements(page, "figure"))


def test_the_page_shows_plots_and_the_same_as_tables(
    desk: PageClient, session: Session
) -> None:
    a_decided(session, State.APPROVED, 5 * MINUTE)
    a_decided(session, State.REJECTED, 15 * MINUTE, verdict=FLAGGED)
    waiting = a_comment(session, posted_at=NOON + HOUR)
    session.commit()

    page = desk.get("/desk/figures?since=2026-03-01&until=2026-03-03")

    plots = elements(page, "figure")
    assert len(plots) == 2
    for plot in plots:
        svg = next(plot.iter(f"{SVG}svg"))
        assert svg.get("role") == "img"
        ids = str(svg.get("aria-labelledby")).split()
        named = {e.get("id"): text_of(e) for e in svg}
        assert all(named[id_].strip() for id_ in ids)
        assert next(plot.iter(f"{HTML}table")) is not None
    bars, times = plots
    drawn = [r.get("class") for r in bars.iter(f"{SVG}rect")]
    assert [name for name in drawn if name != "plot-room"] == [
        *("is-approved", "is-rejected", "is-open")
    ]
    rows = [[text_of(cell).strip() for cell in row] for row in bars.iter(f"{HTML}tr")]
    assert rows[0] == [
        *("Day", "Approved", "Rejected", "Spam", "Removed", "Still open", "Together")
    ]
    assert rows[2] == ["2 Mar", "1", "1", "0", "0", "1", "3"]
    assert rows[-1] == ["Together", "1", "1", "0", "0", "1", "3"]
    timed = [[text_of(c).strip() for c in row] for row in times.iter(f"{HTML}tr")]
    assert timed[2] == ["2 Mar", "2", "5 min", "15 min"]
    assert timed[1] == ["1 Mar", "0", "–", "–"]
    said = words(page)
    assert "people refused 1 of 1: 100 %" in said
    assert "it had flagged or held back 1 of 1: 100 %" in said
    links = {a.get("href") for a in elements(page, "a")}
    base = "https://comments.example.org"
    assert f"{base}/desk/comments/{waiting.id}?revision=1" in links
    assert f"{base}/desk/?lane=pending" in links


def test_a_wrong_day_is_named_in_its_field(desk: PageClient) -> None:
    page = desk.get("/desk/figures?since=yesterday")

    assert page.status_code == 422
    field = next(e for e in elements(page, "input") if e.get("name") == "since")
    assert field.get("aria-describedby") == "since-wrong"
    assert field.get("value") == "yesterday"


def test_a_name_of_a_moderator_is_only_text(desk: PageClient, session: Session) -> None:
    mallory = a_moderator(session, "m@example.org", name="<svg onload=alert(1)>")
    a_decided(session, State.APPROVED, MINUTE, moderator=mallory, posted_at=NOON)
    session.commit()

    page = desk.get("/desk/figures?since=2026-03-01&until=2026-03-03")

    assert "<svg onload=alert(1)>" in words(page)
