"""The log of a site: decisions and changes in one list, filtered, page after page."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Decision, LogEntry, Moderator, RuleBook, Site, log
from commentbox.moderation.journal.filter import LogFilter
from commentbox.moderation.journal.reading import (
    Entry,
    Key,
    read,
    read_all,
    read_cursor,
    write_cursor,
)
from commentbox.moderation.journal.routes import PAGE_SIZE
from commentbox.posting.author import withdraw
from commentbox.rulebook.queries import rulebook_in_force
from tests.desk import elements, sign_in, words
from tests.factories import (
    NOON,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
)
from tests.page import PageClient, text_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    return grace


@pytest.fixture
def desk(client: PageClient, grace: Moderator) -> PageClient:
    sign_in(client)
    return client


def a_change(
    session: Session,
    grace: Moderator | None,
    site: Site,
    kind: str = "article.closed",
    *,
    now: datetime = NOON,
    **facts: Any,
) -> LogEntry:
    return log(session, kind, site_id=site.id, moderator=grace, now=now, **facts)


def told(client: PageClient, address: str = "/desk/log") -> list[str]:
    """Return the sentences of a page of the log, in order."""
    page = client.get(address)
    assert page.status_code == 200
    rows = elements(page, "div", "log-what")
    return [" ".join(text_of(row[0]).split()) for row in rows]


def kinds(entries: list[Entry]) -> list[str]:
    return [
        str(entry.row.to_state) if isinstance(entry.row, Decision) else entry.row.kind
        for entry in entries
    ]


def everything(session: Session, site: Site, **given: str) -> list[str]:
    return kinds(list(read_all(session, LogFilter.read(site, given))))


def test_a_guest_is_sent_to_sign_in(client: PageClient, site: Site) -> None:
    for address in ("/desk/log", "/desk/log.csv", "/desk/log.json"):
        answer = client.get(address)

        assert answer.status_code == 303
        assert "/sign-in" in answer.location


def test_an_empty_log_says_so(desk: PageClient) -> None:
    assert "Nothing has happened yet." in words(desk.get("/desk/log"))


def test_decisions_and_changes_stand_in_one_list(
    desk: PageClient, session: Session, site: Site, grace: Moderator
) -> None:
    comment = a_comment(session, author_name="Ada", posted_at=NOON)
    decided(
        *(session, comment, State.REJECTED),
        rule="respect",
        note="Mind your words.",
        moderator=grace,
        now=NOON + 12 * MINUTE,
    )
    a_change(session, grace, site, now=NOON + 13 * MINUTE, subject="A lamp")
    session.commit()

    page = desk.get("/desk/log")

    said = told(desk)
    assert said == [
        "Grace closed the discussion of “A lamp”",
        "Grace rejected Ada’s comment under rule 2, “Respect for everyone”",
    ]
    seen = words(page)
    assert "Monday, 2 March 2026" in seen
    assert "13:12" in seen, "the clock of the site"
    assert "after 12 min" in seen
    assert "Mind your words." in seen
    links = [a.get("href") for a in elements(page, "a") if text_of(a) == "See the case"]
    assert links == [
        f"https://comments.example.org/desk/comments/{comment.id}?revision=1"
    ]


def test_the_log_speaks_german(
    desk: PageClient, session: Session, grace: Moderator
) -> None:
    a_comment(session, author_name="Ada", state=State.APPROVED)
    session.commit()

    said = told(desk, "/desk/log?lang=de")

    assert said == ["Grace hat den Kommentar von Ada freigegeben"]


def test_what_a_machine_held_back_is_told_of_the_machine(
    desk: PageClient, session: Session
) -> None:
    a_comment(session, author_name="Ada", state=State.FILTERED)
    session.commit()

    assert told(desk) == [
        "The screening held back Ada’s comment under rule 2, “Respect for everyone”"
    ]


def test_an_erased_comment_keeps_its_decision_without_name_and_note(
    desk: PageClient, session: Session, site: Site, grace: Moderator
) -> None:
    comment = a_comment(session, author_name="Ada")
    decided(session, comment, State.REJECTED, rule="respect", note="Ada, no.")
    a_change(
        *(session, grace, site, "text.redacted"),
        subject="Ada",
        comment_id=comment.id,
        reason="Ada named a neighbour",
    )
    withdraw(session, comment, now=NOON + MINUTE)
    session.commit()

    page = desk.get("/desk/log")

    assert len(told(desk)) == 2
    assert "Ada" not in words(page)
    assert "a comment that its author has withdrawn" in words(page)
    assert "See the case" not in words(page)


def test_another_site_has_a_log_of_its_own(
    desk: PageClient, session: Session, site: Site, grace: Moderator
) -> None:
    other = a_site(session, "other", url="https://other.example.org")
    a_change(session, grace, other, subject="A lamp elsewhere")
    session.commit()

    assert told(desk) == []
    assert desk.get("/desk/log?site=other").status_code == 403


def test_entries_of_one_moment_keep_one_order(
    session: Session, site: Site, grace: Moderator
) -> None:
    comments = [a_comment(session, posted_at=NOON) for _ in range(3)]
    for comment in comments:
        decided(session, comment, State.APPROVED, now=NOON)
        a_change(session, grace, site, now=NOON)
    session.commit()
    wanted = LogFilter.read(site, {})

    at_once, rest = read(session, wanted, limit=6)
    one_by_one: list[Entry] = []
    before: Key | None = None
    while len(one_by_one) < 6:
        found, before = read(session, wanted, before=before, limit=1)
        one_by_one += found

    assert (rest, before) == (None, None)
    assert [e.key for e in one_by_one] == [e.key for e in at_once]
    assert kinds(at_once) == ["article.closed"] * 3 + ["approved"] * 3
    assert [e.key.id for e in at_once] == sorted(
        (e.key.id for e in at_once[:3]), reverse=True
    ) + sorted((e.key.id for e in at_once[3:]), reverse=True)


def test_the_pages_lead_through_the_whole_log(
    desk: PageClient, session: Session, site: Site, grace: Moderator
) -> None:
    for n in range(PAGE_SIZE + 3):
        a_change(session, grace, site, now=NOON + n * MINUTE, subject=f"Lamp {n}")
    session.commit()

    first = desk.get("/desk/log")
    older = next(a for a in elements(first, "a") if text_of(a) == "Older entries")
    second = desk.get(
        str(older.get("href")).removeprefix("https://comments.example.org")
    )

    assert len(elements(first, "li", "log-row")) == PAGE_SIZE
    assert len(elements(second, "li", "log-row")) == 3
    assert "Lamp 0" in words(second)
    assert "Back to the newest" in words(second)
    assert "Older entries" not in words(second)


@pytest.mark.parametrize("cursor", ["x", "AAAA", "MSAyIDM", "ä", "bm8gMSAy"])
def test_a_place_that_is_none_is_refused(desk: PageClient, cursor: str) -> None:
    assert desk.get("/desk/log", query_string={"cursor": cursor}).status_code == 422


def test_a_place_comes_back_as_it_was() -> None:
    key = Key(datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC), 1, 7)

    assert read_cursor(write_cursor(key)) == key


@pytest.fixture
def a_day_of_work(session: Session, site: Site, grace: Moderator) -> str:
    """Decisions by Grace, Heidi and the machine, and changes; return Heidi's id."""
    heidi = a_moderator(session, "heidi@example.org", name="Heidi")
    lamp = an_article(session, "lamp", title="A lamp")
    approve = a_comment(session, lamp)
    decided(session, approve, State.APPROVED, moderator=grace)
    reject = a_comment(session, an_article(session, "oil", title="Oil"))
    decided(session, reject, State.REJECTED, rule="politics", moderator=heidi)
    a_comment(session, lamp, state=State.FILTERED)
    a_change(session, grace, site, "article.closed", subject="A lamp", key="lamp")
    a_change(session, heidi, site, "block.made", subject="Mallory")
    a_change(session, None, site, "article.opened", subject="Oil", key="oil")
    a_change(
        *(session, heidi, site, "text.redacted"), comment_id=reject.id, rule="respect"
    )
    session.commit()
    return str(heidi.id)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"kind": "decisions"}, {"approved", "rejected", "filtered"}),
        (
            {"kind": "changes"},
            {"article.closed", "article.opened", "block.made", "text.redacted"},
        ),
        ({"kind": "article"}, {"article.closed", "article.opened"}),
        ({"kind": "art"}, set()),
        ({"kind": "a_ticle"}, set()),
        ({"who": "machine"}, {"filtered", "article.opened"}),
        ({"who": "HEIDI"}, {"rejected", "block.made", "text.redacted"}),
        ({"who": "999999"}, set()),
        ({"rule": "politics"}, {"rejected"}),
        ({"rule": "nothing"}, set()),
        ({"to": "approved"}, {"approved"}),
        ({"to": "approved", "kind": "block"}, set()),
        ({"article": "lamp"}, {"approved", "filtered", "article.closed"}),
        ({"article": "oil"}, {"rejected", "article.opened", "text.redacted"}),
        ({"article": "'; --"}, set()),
        ({"who": "HEIDI", "kind": "block"}, {"block.made"}),
    ],
)
def test_a_filter_keeps_what_it_says(
    session: Session,
    site: Site,
    a_day_of_work: str,
    given: dict[str, str],
    found: set[str],
) -> None:
    given = {k: v.replace("HEIDI", a_day_of_work) for k, v in given.items()}

    assert set(everything(session, site, **given)) == found


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-03-29", "2026-03-29", ["first", "last"]),
        ("2026-03-30", "", ["after"]),
        ("", "2026-03-28", ["before"]),
        ("2026-03-28", "2026-03-30", ["before", "first", "last", "after"]),
    ],
)
def test_a_span_holds_whole_days_of_the_site(
    session: Session,
    site: Site,
    grace: Moderator,
    since: str,
    until: str,
    found: list[str],
) -> None:
    # Clocks change in Berlin on that night: the day has 23 hours.
    for kind, at in (
        ("before", datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC)),
        ("first", datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
        ("last", datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC)),
        ("after", datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
    ):
        a_change(session, grace, site, kind, now=at)
    session.commit()

    assert everything(session, site, since=since, until=until) == found[::-1]


@pytest.mark.parametrize("field", ["since", "until"])
@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_named(desk: PageClient, field: str, day: str) -> None:
    page = desk.get("/desk/log", query_string={field: day})

    assert page.status_code == 422
    wrong = next(e for e in elements(page, "input") if e.get("name") == field)
    assert wrong.get("aria-describedby") == f"{field}-wrong"
    assert wrong.get("value") == day
    assert "This is not a date." in words(page)
    assert desk.get("/desk/log.csv", query_string={field: day}).status_code == 422


def test_a_span_that_ends_before_it_begins_is_named(desk: PageClient) -> None:
    page = desk.get("/desk/log?since=2026-03-02&until=2026-03-01")

    assert page.status_code == 422
    assert "This day is before the first." in words(page)


@pytest.mark.parametrize(
    "query",
    ["kind=%25", "kind=a%00", "who=-1", "who=99999999999", "to=lost", "article=%00"],
)
def test_what_no_form_offers_is_not_there(desk: PageClient, query: str) -> None:
    assert desk.get(f"/desk/log?{query}").status_code == 404


def test_the_page_keeps_its_filter(
    desk: PageClient, session: Session, a_day_of_work: str
) -> None:
    page = desk.get("/desk/log?article=lamp&to=approved&rule=&lang=de")

    chosen = [
        e.get("value") for e in elements(page, "option") if "selected" in e.attrib
    ]
    assert chosen == ["approved"]
    csv = next(a for a in elements(page, "a") if text_of(a) == "CSV")
    assert str(csv.get("href")).endswith(
        "/desk/log.csv?lang=de&to=approved&article=lamp"
    )
    assert "Nur zu „A lamp“" in words(page)


def test_old_books_word_their_own_rules(
    desk: PageClient, session: Session, site: Site, grace: Moderator
) -> None:
    comment = a_comment(session, author_name="Ada")
    decided(session, comment, State.REJECTED, rule="respect")
    publish_a_new_name(session, site, "respect", "Warmth")
    later = a_comment(session, author_name="Bo")
    decided(session, later, State.REJECTED, rule="respect", now=NOON + MINUTE)
    session.commit()

    assert told(desk) == [
        "Grace rejected Bo’s comment under rule 2, “Warmth”",
        "Grace rejected Ada’s comment under rule 2, “Respect for everyone”",
    ]


def publish_a_new_name(session: Session, site: Site, code: str, title: str) -> None:
    book = rulebook_in_force(session, site.id)
    document = deepcopy(book.document)
    rule = next(rule for rule in document["rules"] if rule["code"] == code)
    for texts in rule["texts"].values():
        texts["title"] = title
    session.add(
        RuleBook(
            site_id=site.id,
            version=book.version + 1,
            document=document,
            published_at=NOON,
        )
    )
    session.flush()


def test_days_are_those_of_the_site(
    session: Session, site: Site, grace: Moderator
) -> None:
    wanted = LogFilter.read(site, {"since": "2026-03-02", "until": "2026-03-02"})

    assert (wanted.since, wanted.until) == (date(2026, 3, 2), date(2026, 3, 2))
    assert wanted.begins == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert wanted.ends == datetime(2026, 3, 2, 23, tzinfo=UTC)
