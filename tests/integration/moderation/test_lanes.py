"""The lanes of the desk: their orders, their pages, and what oneself has decided."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import Finding, Outcome, Verdict
from commentbox.models import Moderator, Site
from commentbox.moderation.decide import Intent
from commentbox.moderation.intend import intend
from commentbox.moderation.routes import PAGE_SIZE
from commentbox.posting.author import withdraw
from tests.desk import elements, sign_in, words
from tests.factories import NOON, a_comment, a_moderator, an_article, decided
from tests.integration.moderation.looking import head, listed, walked
from tests.page import PageClient, text_of


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    sign_in(client)
    return grace


#: A list of ids, as either database writes it.
IDS = re.compile(r"IN \((?:%\([^)]*\)s|[^)])*\)")


def at(minute: int) -> dict[str, Any]:
    return {"posted_at": NOON + timedelta(minutes=minute)}


def risky(score: float) -> Verdict:
    finding = Finding(
        check="respect", score=score, rule="respect", outcome=Outcome.FLAG
    )
    return Verdict((finding,))


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("oldest", ["Ada", "Bea", "Cleo", "Dana"]),
        ("newest", ["Dana", "Cleo", "Bea", "Ada"]),
        ("risk", ["Cleo", "Ada", "Dana", "Bea"]),
        ("article", ["Ada", "Cleo", "Bea", "Dana"]),
    ],
)
def test_a_lane_stands_in_the_order_that_was_asked_for(
    client: PageClient, session: Session, sort: str, names: list[str]
) -> None:
    first, second = an_article(session), an_article(session, "second")
    a_comment(session, first, author_name="Ada", verdict=risky(0.6), **at(1))
    a_comment(session, second, author_name="Bea", verdict=risky(0.1), **at(2))
    a_comment(session, first, author_name="Cleo", verdict=risky(0.9), **at(3))
    a_comment(session, second, author_name="Dana", verdict=risky(0.4), **at(4))
    session.commit()

    assert listed(client, sort=sort) == names


@pytest.mark.parametrize("sort", ["oldest", "newest", "risk", "article"])
def test_every_order_is_paged_without_gap_or_double(
    client: PageClient, session: Session, sort: str
) -> None:
    articles = [an_article(session, str(n)) for n in range(3)]
    for n in range(2 * PAGE_SIZE + 3):
        verdict = risky([0.5, 0.7][n % 2])
        a_comment(
            session,
            articles[n % 3],
            author_name=f"Ada {n}",
            verdict=verdict,
            **at(n // 4),
        )
    session.commit()

    pages = walked(client, sort=sort)

    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 3]
    names = [name for page in pages for name in page]
    assert len(set(names)) == len(names)


def test_by_article_each_has_its_heading_once(
    client: PageClient, session: Session
) -> None:
    for key in ("lamps", "wires"):
        article = an_article(session, key, title=f"On {key}")
        a_comment(session, article)
        a_comment(session, article)
    session.commit()

    page = client.get("/desk/?sort=article")

    groups = [text_of(e).split()[-1] for e in elements(page, "p", "group")]
    assert groups == ["lamps", "wires"]


def test_a_cursor_of_another_order_is_refused_in_words(
    client: PageClient, session: Session
) -> None:
    for n in range(PAGE_SIZE + 1):
        a_comment(session, **at(n))
    session.commit()
    (onward,) = elements(client.get("/desk/"), "a", "onward")

    answer = client.get(onward.get("href", "") + "&sort=risk")

    assert answer.status_code == 422
    assert "This cursor belongs to another order." in words(answer)


FIRST, LAST = "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"
NOBODY = UUID(int=0).hex


@pytest.mark.parametrize(
    ("view", "place"),
    [
        ({}, f"oldest {FIRST} {NOBODY}"),
        ({"sort": "newest"}, f"newest {LAST} {NOBODY}"),
        ({"sort": "article"}, f"article {2**31} {NOON.isoformat()} {NOBODY}"),
        ({"sort": "article"}, f"article {'9' * 5000} {NOON.isoformat()} {NOBODY}"),
        ({"lane": "mine"}, f"mine {2**31}"),
        ({"q": "lamp"}, f"found {2**63}"),
        ({"lane": "all", "q": "lamp"}, f"found {2**31}"),
    ],
)
def test_a_place_that_no_database_has_is_refused_in_words(
    client: PageClient, view: dict[str, str], place: str
) -> None:
    cursor = urlsafe_b64encode(place.encode()).decode().rstrip("=")

    answer = client.get("/desk/", query_string={**view, "cursor": cursor})

    assert answer.status_code == 422
    assert "This is not a cursor of a lane." in words(answer)


def test_an_unknown_order_is_refused_in_words(client: PageClient) -> None:
    answer = client.get("/desk/?sort=beauty")

    assert answer.status_code == 422
    assert "The orders are: oldest, newest, risk, article." in words(answer)


def test_what_oneself_decided_is_a_list_with_the_latest_first(
    client: PageClient, session: Session, site: Site, grace: Moderator
) -> None:
    heidi = a_moderator(session, "heidi@example.org", name="Heidi", site=site)
    comments = {
        name: a_comment(session, author_name=name) for name in ("Ada", "Bea", "Cleo")
    }
    decided(session, comments["Ada"], State.APPROVED, moderator=grace)
    decided(session, comments["Bea"], State.SPAM, moderator=grace)
    decided(session, comments["Cleo"], State.SPAM, moderator=heidi)
    decided(session, comments["Ada"], State.REMOVED, rule="respect", moderator=grace)
    session.commit()

    page = client.get("/desk/?lane=mine")

    assert listed(client, lane="mine") == ["Ada", "Bea"]
    assert "Decided by me 2 comments" in head(page)


def test_the_own_decisions_are_paged_too(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    for n in range(PAGE_SIZE + 2):
        comment = a_comment(session, author_name=f"Ada {n}")
        decided(session, comment, State.APPROVED, moderator=grace)
    session.commit()

    pages = walked(client, lane="mine")

    assert [len(page) for page in pages] == [PAGE_SIZE, 2]
    assert pages[0][0] == f"Ada {PAGE_SIZE + 1}"
    assert pages[1][-1] == "Ada 0"


def test_what_was_withdrawn_is_not_among_the_own_decisions(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    comment = a_comment(session)
    decided(session, comment, State.APPROVED, moderator=grace)
    withdraw(session, comment, now=NOON)
    session.commit()

    assert listed(client, lane="mine") == []
    assert "You have not decided anything yet." in words(client.get("/desk/?lane=mine"))


def test_a_page_costs_the_same_queries_however_much_is_on_it(
    client: PageClient, session: Session
) -> None:
    article = an_article(session)
    hidden = a_comment(session, article, state=State.REJECTED)
    reply = a_comment(session, article, parent=hidden, state=State.REJECTED)
    session.commit()
    few = queries(client, "/desk/?lane=rejected")
    for n in range(PAGE_SIZE):
        parent = [None, hidden, reply][n % 3]
        a_comment(session, article, parent=parent, state=State.REJECTED)
    session.commit()

    many = queries(client, "/desk/?lane=rejected")

    assert Counter(many) == Counter(few)


def test_what_can_be_undone_yet_costs_no_query_a_case(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    def one_more() -> None:
        comment = a_comment(session)
        intent = Intent(to=State.REJECTED, revision=1, rule="respect")
        # Of one stroke: the head of the page has one line for all of them.
        intend(
            session,
            comment.id,
            intent,
            moderator=grace,
            now=NOON,
            delay=timedelta(days=36_500),
            batch=UUID(int=1),
        )
        session.commit()

    one_more()
    few = queries(client, "/desk/?lane=all&author=Ada")
    for _more in range(PAGE_SIZE - 1):
        one_more()

    many = queries(client, "/desk/?lane=all&author=Ada")

    assert Counter(many) == Counter(few)


def queries(client: PageClient, address: str) -> list[str]:
    """Return what a page asks the database, without the lists of ids."""
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(IDS.sub("IN (…)", statement))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return asked
