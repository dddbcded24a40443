"""The articles of a site at the desk: found, closed, opened, hidden and shown."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commentbox.domain.states import State
from commentbox.models import Article, Discussion, IntendedDecision, LogEntry, Site
from tests.desk import csrf_token, elements, sign_in, words
from tests.factories import (
    NOON,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
)
from tests.integration.people import nothing_stored
from tests.page import PageClient, json_of, text_of

ARTICLES = "/desk/articles"


@pytest.fixture
def grace(client: PageClient, session: Session, article: Article) -> PageClient:
    a_moderator(session)
    session.commit()
    sign_in(client)
    return client


def titles(page: TestResponse) -> list[str]:
    return [text_of(heading) for heading in elements(page, "h2")]


def steer(
    client: PageClient, article: Article, to: str, query: str = "", **fields: str
) -> TestResponse:
    token = csrf_token(client.get(ARTICLES + query))
    given = {"csrf_token": token, "comments": to, **fields}
    return client.post(f"{ARTICLES}/{article.id}/state{query}", data=given)


def state(session: Session, article: Article) -> str:
    session.expire_all()
    session.rollback()
    return article.comments.value


def test_guests_are_asked_to_sign_in(client: PageClient, article: Article) -> None:
    for answer in (
        client.get(ARTICLES),
        client.post(f"{ARTICLES}/{article.id}/state", data={"comments": "closed"}),
    ):
        assert answer.status_code in {302, 303}
        assert "/sign-in" in answer.headers["Location"]


def test_each_row_says_what_there_is(
    grace: PageClient, session: Session, article: Article
) -> None:
    for to in (State.APPROVED, State.APPROVED, State.PENDING, State.FILTERED):
        a_comment(session, article, state=to)
    session.commit()

    page = grace.get(ARTICLES)

    [row] = elements(page, "ul", "shelf")[0]
    said = " ".join(text_of(row).split())
    assert said.startswith("A lamp that never flickers open 2 public 1 waiting first")
    links = [a.get("href") or "" for a in row.iter() if a.tag.endswith("}a")]
    assert links == [
        "https://comments.example.org/articles/first",
        "https://comments.example.org/desk/?article=first",
    ]


def test_what_somebody_has_just_decided_waits_no_more(
    grace: PageClient, session: Session, article: Article
) -> None:
    comment = a_comment(session, article)
    session.add(
        IntendedDecision(
            site_id=article.site_id,
            comment_id=comment.id,
            revision=1,
            from_state=State.PENDING,
            to_state=State.APPROVED,
            moderator=a_moderator(session, "heidi@example.org", name="Heidi"),
            made_at=NOON,
            due_at=NOON + timedelta(seconds=10),
        )
    )
    session.commit()

    assert "none waiting" in words(grace.get(ARTICLES))


def test_the_latest_activity_stands_first_and_pages_are_read_by_key(
    grace: PageClient, session: Session, article: Article
) -> None:
    for number in range(64):
        one = an_article(session, f"a{number}", title=f"Number {number}")
        one.changed_at = NOON + timedelta(minutes=number // 2)
    session.commit()

    pages = [grace.get(ARTICLES)]
    while onward := elements(pages[-1], "a", "onward"):
        pages.append(grace.get((onward[0].get("href") or "").split(".org")[1]))

    seen = [title for page in pages for title in titles(page)]
    assert [len(titles(page)) for page in pages] == [30, 30, 5]
    assert seen[:-1] == [f"Number {number}" for number in reversed(range(64))]


def test_a_new_comment_moves_its_article_up(
    grace: PageClient, session: Session, article: Article
) -> None:
    an_article(session, "second", title="A clock")
    session.commit()
    assert titles(grace.get(ARTICLES)) == ["A clock", "A lamp that never flickers"]

    later = NOON + timedelta(hours=1)
    decided(session, a_comment(session, article), State.APPROVED, now=later)
    session.commit()

    assert titles(grace.get(ARTICLES)) == ["A lamp that never flickers", "A clock"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("lamp", {"A lamp that never flickers"}),
        ("LAMP", {"A lamp that never flickers"}),
        ("ever fl", {"A lamp that never flickers"}),
        ("over-50", {"Über 50 % gespart"}),
        ("über", {"Über 50 % gespart"}),
        ("50 %", {"Über 50 % gespart"}),
        ("%", {"Über 50 % gespart"}),
        ("_", set()),
        ("\\", set()),
        ("a\x00b", set()),
        ("' OR 1=1 --", set()),
        ("  ", {"A lamp that never flickers", "Über 50 % gespart"}),
    ],
)
def test_a_part_of_title_or_key_finds_it(
    grace: PageClient, session: Session, asked: str, found: set[str]
) -> None:
    an_article(session, "over-50", title="Über 50 % gespart")
    session.commit()

    page = grace.get(ARTICLES, query_string={"q": asked})

    assert page.status_code == 200
    assert set(titles(page)) == found


@pytest.mark.parametrize("state", list(Discussion))
def test_the_list_can_be_narrowed_to_one_state(
    grace: PageClient, session: Session, article: Article, state: Discussion
) -> None:
    article.comments = Discussion.CLOSED
    an_article(session, "open", title="open")
    an_article(session, "hidden", title="hidden", comments=Discussion.HIDDEN)
    article.title = "closed"
    session.commit()

    assert titles(grace.get(f"{ARTICLES}?state={state}")) == [state.value]


@pytest.mark.parametrize(
    "query",
    [
        *("state=ajar", "cursor=x", "cursor=%00", "cursor=MjAyNi0wMS0wMSA5"),
        # In the last hours of the calendar, west of London.
        "cursor=OTk5OS0xMi0zMVQyMzo1OTo1OS0yMzo1OSAx",
    ],
)
def test_what_makes_no_sense_is_refused(grace: PageClient, query: str) -> None:
    assert grace.get(f"{ARTICLES}?{query}").status_code == 422


def test_closing_keeps_what_was_said_and_takes_nothing_more(
    grace: PageClient, session: Session, article: Article
) -> None:
    a_comment(session, article, state=State.APPROVED)
    session.commit()

    answer = steer(grace, article, "closed")

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/desk/articles#article-{article.id}")
    assert "Closed: “A lamp that never flickers”" in words(grace.get(ARTICLES))
    assert state(session, article) == "closed"
    thread = json_of(grace.get("/api/comments?article=first"))
    assert (thread["article"]["open"], thread["article"]["count"]) == (False, 1)


def test_opening_again_keeps_it_open(
    grace: PageClient, session: Session, article: Article
) -> None:
    article.site.close_after_days = 1
    article.comments = Discussion.CLOSED
    session.commit()

    steer(grace, article, "open")

    assert state(session, article) == "open"
    assert article.kept_open
    assert "stays open" in words(grace.get(ARTICLES))


def test_hiding_says_first_what_readers_lose(
    grace: PageClient, session: Session, article: Article, clean: Engine
) -> None:
    a_comment(session, article, state=State.APPROVED)
    a_comment(session, article, state=State.APPROVED)
    session.commit()

    with nothing_stored(clean):
        asked = steer(grace, article, "hidden")

    assert asked.status_code == 200
    assert "2 public comments disappear from view" in words(asked)
    assert grace.get("/articles/first").status_code == 200


def test_hidden_reads_as_unknown_until_it_is_shown(
    grace: PageClient, session: Session, article: Article
) -> None:
    a_comment(session, article, state=State.APPROVED)
    session.commit()
    before = grace.get("/feed.json")

    assert steer(grace, article, "hidden", sure="yes").status_code == 303

    for url in ("/articles/first", "/api/comments?article=first"):
        assert grace.get(url).status_code == 404
    hidden = grace.get("/feed.json", headers={"If-None-Match": before.headers["ETag"]})
    assert hidden.status_code == 200
    assert json_of(hidden)["items"] == []
    steer(grace, article, "closed")
    assert grace.get("/articles/first").status_code == 200


def test_what_another_has_hidden_is_not_shown_by_accident(
    grace: PageClient, session: Session, article: Article
) -> None:
    article.comments = Discussion.HIDDEN
    session.commit()

    # Grace still sees it open, with a button to close it.
    answer = steer(grace, article, "closed", **{"from": "open"})

    assert answer.status_code == 303
    assert "Somebody was faster. Nothing was changed" in words(grace.get(ARTICLES))
    assert state(session, article) == "hidden"


def test_the_forms_say_how_the_discussion_was_seen(
    grace: PageClient, article: Article
) -> None:
    for page in (grace.get(ARTICLES), steer(grace, article, "hidden")):
        seen = [f for f in elements(page, "input") if f.get("name") == "from"]
        assert {f.get("value") for f in seen} == {"open"}


def test_the_log_names_who_did_it(
    grace: PageClient, session: Session, article: Article
) -> None:
    steer(grace, article, "closed")

    session.rollback()
    row = session.scalars(select(LogEntry)).one()
    assert (row.kind, row.subject) == ("article.closed", "A lamp that never flickers")
    assert row.moderator
    assert row.moderator.name == "Grace"
    assert row.facts == {"key": "first", "old": "open", "new": "closed"}


def test_afterwards_the_list_is_as_it_was(grace: PageClient, article: Article) -> None:
    answer = steer(grace, article, "closed", "?q=lamp&state=open&lang=de")

    place = answer.headers["Location"]
    assert re.search(r"lang=de&q=lamp&state=open#article-\d+$", place)


@pytest.mark.parametrize("to", ["", "ajar", "OPEN"])
def test_an_unknown_state_changes_nothing(
    grace: PageClient, article: Article, clean: Engine, to: str
) -> None:
    token = csrf_token(grace.get(ARTICLES))

    with nothing_stored(clean):
        answer = grace.post(
            f"{ARTICLES}/{article.id}/state",
            data={"csrf_token": token, "comments": to},
        )

    assert answer.status_code == 422


def test_without_the_token_of_the_form_nothing_changes(
    grace: PageClient, article: Article, clean: Engine
) -> None:
    with nothing_stored(clean):
        answer = grace.post(
            f"{ARTICLES}/{article.id}/state", data={"comments": "closed"}
        )

    assert answer.status_code in {400, 403}


def test_the_articles_of_another_site_are_none_of_ours(
    grace: PageClient, session: Session
) -> None:
    shop = a_site(session, "shop", url="https://shop.example.org")
    theirs = an_article(session, "theirs", title="Theirs", site=shop)
    session.commit()

    assert "Theirs" not in words(grace.get(f"{ARTICLES}?q=theirs"))
    assert grace.get(f"{ARTICLES}?site=shop").status_code == 403
    assert steer(grace, theirs, "closed").status_code == 404
    token = csrf_token(grace.get(ARTICLES))
    data = {"csrf_token": token, "comments": "closed"}
    url = f"{ARTICLES}/{theirs.id}/state?site=shop"
    assert grace.post(url, data=data).status_code == 403
    assert grace.post(f"{ARTICLES}/99999999999/state", data=data).status_code == 404


def test_a_hidden_article_is_no_link_and_its_title_is_no_markup(
    grace: PageClient, session: Session, article: Article
) -> None:
    article.title = "<script>alert(1)</script>"
    article.comments = Discussion.HIDDEN
    session.commit()

    page = grace.get(ARTICLES)

    assert titles(page) == ["<script>alert(1)</script>"]
    assert not [a for a in elements(page, "h2")[0].iter() if a.tag.endswith("}a")]


def test_a_full_page_takes_as_many_queries_as_a_short_one(
    grace: PageClient, session: Session, site: Site, article: Article
) -> None:
    grace.get(ARTICLES)
    short = queries_of(grace)
    for number in range(40):
        a_comment(session, an_article(session, f"a{number}", site=site))
    session.commit()

    assert queries_of(grace) == short


def queries_of(client: PageClient) -> int:
    ran: list[str] = []

    def note(*args: object) -> None:
        ran.append(str(args[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        client.get(ARTICLES)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(ran)
