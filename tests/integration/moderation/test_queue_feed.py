"""The private feed of the queue: who may read it, and what it says."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.tokens import hash_token
from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from commentbox.extensions import make_engine
from commentbox.models import LogEntry, Membership, Moderator, QueueFeed, Site
from commentbox.moderation.queue_feed.address import make_feed
from commentbox.moderation.queue_feed.atom import render
from commentbox.moderation.queue_feed.entries import LENGTH, Entry, Feed
from commentbox.posting.author import edit
from tests.desk import csrf_token, elements, sign_in, words
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    a_moderator,
    a_site,
    an_article,
)
from tests.hostile import hostile_line, hostile_text
from tests.page import PageClient, text_of

ATOM = "{http://www.w3.org/2005/Atom}"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def grace(session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    return grace


@pytest.fixture
def token(session: Session, site: Site, grace: Moderator) -> str:
    token = make_feed(session, site, grace, now=NOON)
    session.commit()
    return token


def entries(client: PageClient, token: str) -> list[ET.Element]:
    answer = client.get("/queue.atom", query_string={"token": token})
    assert answer.status_code == 200
    return ET.fromstring(answer.data).findall(f"{ATOM}entry")  # noqa: S314


def said(entry: ET.Element, tag: str) -> str:
    return entry.findtext(f"{ATOM}{tag}") or ""


def test_the_page_shows_an_address_once(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    sign_in(client)
    page = client.get("/desk/feed")
    assert "You have no address yet" in words(page)

    made = client.post("/desk/feed", data={"csrf_token": csrf_token(page)})

    address = text_of(elements(made, "p", "secret")[0])
    found = re.fullmatch(
        r"https://comments\.example\.org/queue\.atom\?token=([\w-]{43})", address
    )
    assert found
    assert made.headers["Cache-Control"] == "no-store"
    stored = session.scalars(select(QueueFeed)).one()
    assert stored.token_hash == hash_token(found[1])
    assert found[1] not in words(client.get("/desk/feed"))
    assert entries(client, found[1]) == []
    logged = session.scalars(select(LogEntry)).one()
    assert (logged.kind, logged.moderator_id) == ("feed.made", grace.id)
    assert found[1] not in str(logged.facts)


def test_a_new_address_ends_the_old_one(
    client: PageClient, session: Session, site: Site, grace: Moderator, token: str
) -> None:
    new = make_feed(session, site, grace, now=NOON + MINUTE)
    session.commit()

    assert client.get("/queue.atom", query_string={"token": token}).status_code == 404
    assert entries(client, new) == []


def test_each_moderator_and_site_has_a_feed_of_its_own(
    client: PageClient, session: Session, site: Site, grace: Moderator, token: str
) -> None:
    heidi = a_moderator(session, "heidi@example.org", name="Heidi")
    other = a_site(session, "other", url="https://other.example.org")
    session.add(Membership(moderator=grace, site=other, role=heidi.memberships[0].role))
    a_comment(session, an_article(session, "there", site=other), author_name="Bo")
    heidis = make_feed(session, site, heidi, now=NOON)
    elsewhere = make_feed(session, other, grace, now=NOON)
    session.commit()

    assert entries(client, token) == entries(client, heidis) == []
    assert len(entries(client, elsewhere)) == 1


def test_revoking_ends_the_feed(
    client: PageClient, session: Session, grace: Moderator, token: str
) -> None:
    sign_in(client)
    data = {"csrf_token": csrf_token(client.get("/desk/feed"))}

    first = client.post("/desk/feed/revoke", data=data)
    again = client.post("/desk/feed/revoke", data=data)

    assert (first.status_code, again.status_code) == (303, 303)
    assert client.get("/queue.atom", query_string={"token": token}).status_code == 404
    kinds = [
        row.kind for row in session.scalars(select(LogEntry).order_by(LogEntry.id))
    ]
    assert kinds == ["feed.made", "feed.revoked"]


@pytest.mark.parametrize("query", ["", "?token=", "?token=x", "?token=%00", "?token=ä"])
def test_without_its_secret_there_is_no_feed(
    client: PageClient, token: str, query: str
) -> None:
    assert client.get(f"/queue.atom{query}").status_code == 404


def test_who_moderates_no_more_reads_no_more(
    client: PageClient, session: Session, token: str
) -> None:
    session.execute(delete(Membership))
    session.commit()

    assert client.get("/queue.atom", query_string={"token": token}).status_code == 404


def test_a_page_of_somewhere_else_makes_no_address(
    client: PageClient, grace: Moderator
) -> None:
    sign_in(client)

    assert client.post("/desk/feed").status_code == 400


def test_the_feed_lists_what_waits_newest_first(
    client: PageClient, session: Session, token: str
) -> None:
    insult = Finding(
        check="respect",
        score=0.93,
        rule="respect",
        outcome=Outcome.FILTER,
        evidence=(Evidence("<Idiot>", 4, 11, 1.0),),
    )
    first = a_comment(session, author_name="Ada", body="**Well** said.", posted_at=NOON)
    held = a_comment(
        session,
        author_name="",
        body="You <Idiot>",
        verdict=Verdict((insult,)),
        posted_at=NOON + MINUTE,
    )
    for state in (State.APPROVED, State.REJECTED, State.SPAM):
        a_comment(session, state=state)
    session.commit()

    found = entries(client, token)

    assert [said(e, "title") for e in found] == [
        "Anonymous on: A lamp that never flickers",
        "Ada on: A lamp that never flickers",
    ]
    assert [said(e, "id") for e in found] == [
        f"tag:blog.example.org,2026:revision/{held.id}.1",
        f"tag:blog.example.org,2026:revision/{first.id}.1",
    ]
    assert [said(e, "updated") for e in found] == [
        "2026-03-02T12:01:00Z",
        "2026-03-02T12:00:00Z",
    ]
    links = [e.find(f"{ATOM}link") for e in found]
    assert [one is not None and one.get("href") for one in links] == [
        f"https://comments.example.org/desk/comments/{c.id}?revision=1"
        for c in (held, first)
    ]
    assert "<strong>Well</strong> said." in said(found[1], "content")
    content = said(found[0], "content")
    assert "Held back" in content
    assert "(93%): <q>&lt;Idiot&gt;</q>" in content


def test_an_edit_is_an_entry_of_its_own(
    client: PageClient, session: Session, token: str
) -> None:
    comment = a_comment(session)
    edit(session, comment, "Said better.", NOTHING_FOUND, now=NOON + MINUTE)
    session.commit()

    (entry,) = entries(client, token)

    assert said(entry, "id").endswith(f"{comment.id}.2")
    assert "Said better." in said(entry, "content")


def test_the_feed_has_an_end(client: PageClient, session: Session, token: str) -> None:
    article = an_article(session)
    for n in range(LENGTH + 2):
        a_comment(session, article, author_name=f"N{n}", posted_at=NOON + n * MINUTE)
    session.commit()

    found = entries(client, token)

    assert len(found) == LENGTH
    assert said(found[0], "title").startswith(f"N{LENGTH + 1} ")


def test_the_feed_is_kept_by_nobody_and_sets_no_cookie(
    client: PageClient, token: str
) -> None:
    answer = client.get("/queue.atom", query_string={"token": token})

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    assert answer.mimetype == "application/atom+xml"
    assert token.encode() not in answer.data
    assert feedparser.parse(answer.data).bozo == 0


def test_a_feed_without_news_is_not_sent_again(
    client: PageClient, session: Session, token: str
) -> None:
    query = {"token": token}
    first = client.get("/queue.atom", query_string=query)
    known = {"If-None-Match": first.headers["ETag"]}

    again = client.get("/queue.atom", query_string=query, headers=known)
    a_comment(session)
    session.commit()
    news = client.get("/queue.atom", query_string=query, headers=known)

    assert (again.status_code, again.data) == (304, b"")
    assert news.status_code == 200


def test_the_feed_speaks_the_language_that_is_asked_for(
    client: PageClient, session: Session, token: str
) -> None:
    a_comment(session, author_name="")
    session.commit()

    answer = client.get("/queue.atom", query_string={"token": token, "lang": "de"})

    assert b"<name>Anonym</name>" in answer.data
    assert b'xml:lang="de"' in answer.data


def test_the_last_use_is_noted_to_the_hour(
    client: PageClient, session: Session, grace: Moderator, token: str
) -> None:
    entries(client, token)

    used = session.scalars(select(QueueFeed)).one().last_used_at
    assert used is not None
    assert (used.minute, used.second, used.microsecond) == (0, 0, 0)
    sign_in(client)
    assert "Last read in the hour from" in words(client.get("/desk/feed"))


def test_a_busy_database_is_no_reason_to_wait(
    client: PageClient, session: Session, database: str, token: str
) -> None:
    engine = make_engine(database)
    with engine.connect() as busy:
        # Another writer holds what the note of the last use would change.
        busy.execute(update(QueueFeed).values(created_at=NOON))

        started = time.monotonic()
        assert entries(client, token) == []
        # Whoever waited for the writer would do so for five seconds.
        assert time.monotonic() - started < 4

    engine.dispose()
    session.rollback()
    assert session.scalars(select(QueueFeed.last_used_at)).all() == [None]


@given(name=hostile_line, title=hostile_line, html=hostile_text)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_guests_write_the_feed_is_strict_xml(
    name: str, title: str, html: str
) -> None:
    entry = Entry(
        id="tag:blog.example.org,2026:revision/1.1",
        title=title,
        author=name,
        url="https://comments.example.org/desk/comments/1",
        sent=NOON,
        lane="Waiting",
        html=html,
    )
    feed = Feed(
        id="tag:blog.example.org,2026:queue/1.1",
        title=title,
        url="https://comments.example.org/desk/",
        updated=NOON,
        entries=(entry, entry),
    )

    root = ET.fromstring(render(feed, language="de"))  # noqa: S314

    assert len(root.findall(f"{ATOM}entry")) == 2
    text = "".join(root.itertext())
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text)
