"""What narrows a lane: each filter alone, together, in the address and in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import Finding, Outcome, Verdict
from commentbox.models import Moderator, Site
from commentbox.moderation import listing
from commentbox.moderation.routes import PAGE_SIZE
from tests.desk import elements, sign_in, words
from tests.factories import (
    NOON,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
)
from tests.integration.moderation.looking import head, listed, names_on, walked
from tests.page import HTML, PageClient, text_of


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    sign_in(client)
    return grace


def a_finding(
    check: str, score: float, outcome: Outcome = Outcome.FLAG, rule: str | None = None
) -> Verdict:
    found = Finding(check=check, score=score, rule=rule or check, outcome=outcome)
    return Verdict((found,))


@pytest.fixture
def crowd(session: Session) -> None:
    """Ada, Bea and Cleo, who differ in everything that can be asked for."""
    lamps = an_article(session, "lamps", title="On lamps")
    wires = an_article(session, "wires", title="On wires")
    a_comment(
        session,
        lamps,
        author_name="Ada",
        author_email="ada@example.org",
        language="de",
        verdict=a_finding("respect", 0.95),
        posted_at=NOON,
    )
    a_comment(
        session,
        wires,
        author_name="Bea",
        language="en",
        verdict=a_finding("politics", 0.7),
        posted_at=NOON + timedelta(days=1),
    )
    a_comment(
        session,
        lamps,
        author_name="Cleo",
        language="en",
        verdict=a_finding("respect", 0.55),
        posted_at=NOON + timedelta(days=2),
    )
    session.commit()


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"article": "lamps"}, ["Ada", "Cleo"]),
        ({"article": "unknown"}, []),
        ({"rule": "respect"}, ["Ada", "Cleo"]),
        ({"check": "respect"}, ["Ada", "Cleo"]),
        ({"check": "respect", "least": "0.9"}, ["Ada"]),
        ({"check": "respect", "least": "0,9"}, ["Ada"]),
        ({"check": "respect", "least": "1"}, []),
        ({"language": "en"}, ["Bea", "Cleo"]),
        ({"language": "EN"}, ["Bea", "Cleo"]),
        ({"author": "ada"}, ["Ada"]),
        ({"author": "ADA@EXAMPLE.ORG"}, ["Ada"]),
        ({"author": "Ad"}, []),
        ({"since": "2026-03-03"}, ["Bea", "Cleo"]),
        ({"until": "2026-03-03"}, ["Ada", "Bea"]),
        ({"since": "2026-03-03", "until": "2026-03-03"}, ["Bea"]),
        ({"since": "0001-01-01", "until": "9999-12-31"}, ["Ada", "Bea", "Cleo"]),
        ({"article": "lamps", "language": "en"}, ["Cleo"]),
        ({"article": "lamps", "author": "Bea"}, []),
        ({"author": ""}, ["Ada", "Bea", "Cleo"]),
    ],
)
def test_a_filter_leaves_what_fits(
    client: PageClient, query: dict[str, str], names: list[str]
) -> None:
    assert listed(client, **query) == names


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("sort", ["newest", "risk", "article"])
def test_filters_keep_the_order(client: PageClient, sort: str) -> None:
    everything = listed(client, sort=sort)

    kept = listed(client, sort=sort, language="en")

    assert kept == [name for name in everything if name != "Ada"]


def test_a_note_of_a_check_is_no_match_without_a_score(
    client: PageClient, session: Session
) -> None:
    a_comment(session, verdict=a_finding("respect", 0.2, Outcome.NOTE))
    session.commit()

    assert listed(client, check="respect") == []
    assert listed(client, rule="respect") == []
    assert listed(client, check="respect", least="0.1") == ["Ada"]


def test_in_decided_lanes_the_rule_is_that_of_the_decision(
    client: PageClient, session: Session
) -> None:
    flagged = a_finding("politics", 0.9)
    by_respect = a_comment(session, author_name="Ada", verdict=flagged)
    by_politics = a_comment(session, author_name="Bea", verdict=flagged)
    decided(session, by_respect, State.REJECTED, rule="respect")
    decided(session, by_politics, State.REJECTED, rule="politics")
    session.commit()

    assert listed(client, lane="rejected", rule="politics") == ["Bea"]
    assert listed(client, lane="rejected", rule="respect") == ["Ada"]
    assert listed(client, lane="all", rule="politics") == ["Bea"]


def test_what_the_machine_filed_as_spam_stands_under_its_rule(
    client: PageClient, session: Session
) -> None:
    a_comment(session, state=State.SPAM)
    session.commit()

    assert listed(client, lane="spam", rule="spam") == ["Ada"]


def test_an_author_is_known_by_token_in_all_lanes(
    client: PageClient, session: Session
) -> None:
    first = a_comment(session, author_name="Ada")
    session.flush()
    a_comment(session, author_name="Lovelace", author_id=first.id, state=State.APPROVED)
    a_comment(session, author_name="Ada")
    session.commit()

    page = client.get(f"/desk/?lane=all&identity={first.id}")

    assert names_on(page) == ["Lovelace", "Ada"]
    assert "All by the author of: Ada" in words(page)


def test_umlauts_of_a_name_may_be_large_or_small(
    client: PageClient, session: Session
) -> None:
    a_comment(session, author_name="Özgür Äpfel")
    session.commit()

    for typed in ("özgür äpfel", "ÖZGÜR ÄPFEL", "Özgür Äpfel"):
        assert listed(client, author=typed) == ["Özgür Äpfel"]


def test_days_are_those_of_the_sites_clock(
    client: PageClient, session: Session
) -> None:
    # Half past eleven in London is half past midnight in Berlin.
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    a_comment(session, posted_at=late)
    session.commit()

    assert listed(client, since="2026-03-03") == ["Ada"]
    assert listed(client, until="2026-03-02") == []


@pytest.mark.usefixtures("crowd")
def test_each_filter_is_a_chip_that_can_be_taken_off(client: PageClient) -> None:
    page = client.get("/desk/?article=lamps&check=respect&least=0.9&language=de")

    (chips,) = elements(page, "ul", "chips")
    links = {text_of(e).split(":")[0].strip(): e for e in chips.iter(f"{HTML}a")}
    assert list(links) == ["Article", "Check", "Language", "Take off all"]
    said = " ".join(text_of(chips).split())
    assert "Article: On lamps" in said
    assert "Check: Respect from 0.9" in said
    assert "Language: German" in said
    without = names_on(client.get(links["Check"].get("href", "")))
    assert without == ["Ada"]
    assert names_on(client.get(links["Take off all"].get("href", ""))) == [
        *("Ada", "Bea", "Cleo")
    ]


@pytest.mark.usefixtures("crowd")
def test_a_card_leads_to_all_of_its_article(client: PageClient) -> None:
    page = client.get("/desk/?language=en")

    (_bea, cleo) = elements(page, "a", "only")

    assert names_on(client.get(cleo.get("href", ""))) == ["Cleo"]
    assert "article=lamps" in cleo.get("href", "")
    assert "language=en" in cleo.get("href", "")


@pytest.mark.usefixtures("crowd")
def test_what_was_asked_for_stands_in_the_form(client: PageClient) -> None:
    page = client.get("/desk/?author=Ada&rule=respect&since=2026-03-01")

    fields = {e.get("name"): e.get("value") for e in elements(page, "input")}
    assert fields["author"] == "Ada"
    assert fields["since"] == "2026-03-01"
    chosen = [
        e.get("value")
        for e in elements(page, "option")
        if e.get("selected") is not None
    ]
    assert "respect" in chosen


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"least": "0.5"}, "Please say which check gave the score."),
        ({"check": "respect", "least": "2"}, "a number from 0 to 1"),
        ({"check": "respect", "least": "nan"}, "a number from 0 to 1"),
        ({"since": "yesterday"}, "This must be a day"),
        ({"until": "2026-02-30"}, "This must be a day"),
        ({"since": "2026-03-03", "until": "2026-03-02"}, "before the first one"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_nothing_is_shown(
    client: PageClient, query: dict[str, str], said: str
) -> None:
    page = client.get("/desk/", query_string=query)

    assert page.status_code == 422
    (wrong,) = elements(page, "p", "wrong")
    assert said in text_of(wrong)
    tied = [e.get("aria-describedby") for e in elements(page, "input")]
    tied += [e.get("aria-describedby") for e in elements(page, "select")]
    assert wrong.get("id") in tied
    assert elements(page, "article", "case") == []


@pytest.mark.parametrize("name", ["author", "article", "rule", "check", "language"])
@pytest.mark.parametrize("value", ["\x00", "%", "' OR 1=1 --", "é" * 5000, "\ud800"])
def test_hostile_filters_find_nothing_and_break_nothing(
    client: PageClient, session: Session, name: str, value: str
) -> None:
    a_comment(session)
    session.commit()

    query = {name: value.encode("utf-8", "surrogatepass")}
    page = client.get("/desk/", query_string=query)

    assert page.status_code == 200


def test_a_filtered_view_counts_only_so_far(
    client: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST", PAGE_SIZE + 1)
    for n in range(PAGE_SIZE + 3):
        a_comment(session, posted_at=NOON + timedelta(minutes=n))
    session.commit()

    page = client.get("/desk/?author=Ada")

    assert f"{PAGE_SIZE + 1}+ comments match" in head(page)
    (waiting, *_rest) = elements(page, "span", "count")
    assert text_of(waiting) == str(PAGE_SIZE + 3)


def test_a_filtered_view_is_paged_and_counted(
    client: PageClient, session: Session
) -> None:
    for n in range(PAGE_SIZE + 2):
        name = ["Ada", "Bea"][n % 2]
        a_comment(session, author_name=name, posted_at=NOON + timedelta(minutes=n))
        a_comment(session, author_name="Bea", posted_at=NOON + timedelta(minutes=n))
    session.commit()

    pages = walked(client, author="Bea")

    assert [len(page) for page in pages] == [PAGE_SIZE, 10]
    assert "25 comments match" in head(client.get("/desk/?author=Bea"))


def test_of_another_site_nothing_is_found(client: PageClient, session: Session) -> None:
    other = a_site(session, "other", url="https://other.example.org")
    article = an_article(session, "lamps", site=other)
    comment = a_comment(session, article)
    session.commit()

    assert listed(client, author="Ada", site="blog") == []
    assert listed(client, lane="all", author="Ada", site="blog") == []
    assert listed(client, lane="all", identity=str(comment.id), site="blog") == []


def test_a_decision_leads_back_to_the_same_view(
    client: PageClient, session: Session
) -> None:
    a_comment(session, author_name="Ada")
    session.commit()

    page = client.get("/desk/?author=Ada&sort=risk&rule=")
    actions = [e.get("action", "") for e in elements(page, "form")]

    decisions = [action for action in actions if action.endswith("decisions")]
    assert decisions == []
    assert any("decisions?lane=pending&sort=risk&author=Ada" in a for a in actions)


def test_an_empty_result_says_what_to_do(client: PageClient) -> None:
    page = client.get("/desk/?author=Nobody")

    assert "Nothing matches." in words(page)
    assert "Show the whole lane" in words(page)
