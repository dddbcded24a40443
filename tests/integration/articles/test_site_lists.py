"""A site's sitemap and feed are read by themselves: calmly, and whatever they say."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from commentbox.articles import discovering, unknown_pages
from commentbox.articles.change_site import change_site
from commentbox.articles.sightings import forget_pages
from commentbox.articles.site_lists import JITTER_S, KIND, troubles_of
from commentbox.config import Config
from commentbox.handlers import do_jobs, handlers_of
from commentbox.handlers.lists import read_list, wish_for_due_lists
from commentbox.models import Article, Job, ListKind, Page, PageState, Site, SiteList
from commentbox.outside.door import Door
from tests.factories import NOON, an_article
from tests.publisher import HOST, Publisher, a_publisher

HOUR = timedelta(hours=1)
JITTER = timedelta(seconds=JITTER_S)
XML = "application/xml"
BOX = "<title>{0}</title><comment-box article={0}></comment-box>"


class Hours:
    """What serving processes do, while the clock goes on as a test says."""

    def __init__(self, engine: Engine, config: Config) -> None:
        self.engine, self.at = engine, NOON
        self.handlers = handlers_of(engine, config)

    def __call__(self, **later: float) -> datetime:
        """Go on for so long, and do what is due then."""
        self.at += timedelta(**later)
        wish_for_due_lists(self.engine, now=self.at)
        do_jobs(self.engine, self.handlers, lambda: self.at)
        return self.at


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with a_publisher() as publisher:
        yield publisher


@pytest.fixture
def listed(session: Session, site: Site, publisher: Publisher) -> Site:
    """A site that names a sitemap."""
    site.url, site.sitemap_url = publisher.url, f"{publisher.url}/s.xml"
    session.commit()
    return site


@pytest.fixture
def hours(clean: Engine, config: Config) -> Hours:
    return Hours(clean, replace(config, allow_private_hosts=frozenset({HOST})))


def urlset(publisher: Publisher, *paths: str, at: str = "2026-01-01") -> str:
    return (
        "<urlset>"
        + "".join(
            f"<url><loc>{publisher.url}{path}</loc><lastmod>{at}</lastmod></url>"
            for path in paths
        )
        + "</urlset>"
    )


def keys(session: Session) -> list[str]:
    session.rollback()
    return sorted(session.scalars(select(Article.key)))


def the_list(session: Session, kind: ListKind = ListKind.SITEMAP) -> SiteList:
    session.rollback()
    session.expire_all()
    return session.scalars(select(SiteList).where(SiteList.kind == kind)).one()


def why(session: Session) -> str:
    return "; ".join(map(str, troubles_of(the_list(session))))


def test_what_a_sitemap_lists_becomes_known_and_new_ones_an_hour_later(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.page("/s.xml", urlset(publisher, "/a", "/none"), Content_Type=XML)
    publisher.page("/a", BOX.format("a"))
    publisher.page("/none", "<title>No box</title>")

    hours()
    assert keys(session) == ["a"]
    publisher.page("/s.xml", urlset(publisher, "/a", "/b", "/none"), Content_Type=XML)
    publisher.page("/b", BOX.format("b"))
    hours(minutes=55)
    assert keys(session) == ["a"]
    hours(minutes=20)

    assert keys(session) == ["a", "b"]
    assert [len(publisher.asked_for(p)) for p in ("/s.xml", "/a", "/none")] == [2, 1, 1]
    row = the_list(session)
    assert (row.listed, row.fetched, row.left_over) == (3, 1, 0)
    assert (row.tried_at, row.read_at, row.troubles) == (hours.at, hours.at, [])
    assert HOUR <= row.next_at - hours.at < HOUR + JITTER


def test_the_feed_is_read_as_well(
    session: Session, site: Site, publisher: Publisher, hours: Hours
) -> None:
    site.url, site.feed_url = publisher.url, f"{publisher.url}/feed"
    session.commit()
    feed = f"<rss><channel><item><link>{publisher.url}/a</link></item></channel></rss>"
    publisher.page("/feed", feed, Content_Type="application/rss+xml")
    publisher.page("/a", BOX.format("a"))

    hours()

    assert keys(session) == ["a"]
    assert the_list(session, ListKind.FEED).listed == 1


@pytest.mark.parametrize(
    "marks",
    [{"ETag": '"one"'}, {"Last_Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}],
    ids=["etag", "date"],
)
def test_what_has_not_changed_is_not_sent_again(
    session: Session,
    listed: Site,
    publisher: Publisher,
    hours: Hours,
    marks: dict[str, str],
) -> None:
    inner = f"{publisher.url}/in.xml.gz"
    index = f"<sitemapindex><sitemap><loc>{inner}</loc></sitemap></sitemapindex>"
    publisher.page("/s.xml", index, Content_Type=XML, **marks)
    packed = gzip.compress(urlset(publisher, "/a").encode())
    publisher.page("/in.xml.gz", packed, Content_Type="application/gzip", **marks)
    publisher.page("/a", BOX.format("a"))
    hours()

    hours(hours=2)

    conditional = [
        sum(b"\r\nIf-" in one for one in publisher.asked_for(path))
        for path in ("/s.xml", "/in.xml.gz")
    ]
    assert conditional == [1, 1]
    row = the_list(session)
    assert (row.listed, row.fetched, row.troubles) == (1, 0, [])
    assert row.read_at == hours.at
    assert row.whole_at == NOON


def test_once_a_day_all_of_it_is_asked_for(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.page("/s.xml", urlset(publisher), Content_Type=XML, ETag='"one"')
    hours()

    hours(hours=25)

    assert len(publisher.asked_for("/s.xml")) == 2
    assert b"If-None-Match" not in publisher.asked_for("/s.xml")[-1]
    assert the_list(session).whole_at == hours.at


def test_what_is_beyond_the_bound_of_an_hour_comes_with_the_next(
    session: Session,
    listed: Site,
    publisher: Publisher,
    hours: Hours,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unknown_pages, "MOST_AN_HOUR", 22)
    body = urlset(publisher, "/a", "/b", "/c")
    publisher.page("/s.xml", body, Content_Type=XML, ETag='"one"')
    for key in "abc":
        publisher.page(f"/{key}", BOX.format(key))

    hours()
    assert len(keys(session)) == 2
    assert the_list(session).left_over == 1
    hours(hours=2)

    assert keys(session) == ["a", "b", "c"]
    assert the_list(session).left_over == 0


def test_a_list_that_is_away_is_asked_ever_less_often_and_heals(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.status("/s.xml", "503 No")
    gaps = []

    for _ in range(7):
        hours()
        row = the_list(session)
        gaps.append((row.next_at - hours.at) // HOUR)
        hours.at = row.next_at
    assert gaps == [1, 2, 4, 8, 16, 24, 24]
    assert why(session) == f"{publisher.url}/s.xml: it answers 503"
    assert (the_list(session).failures, the_list(session).read_at) == (7, None)
    assert session.scalars(select(Job)).all() == []
    publisher.page("/s.xml", urlset(publisher), Content_Type=XML)
    hours()

    row = the_list(session)
    assert (row.failures, row.troubles, row.read_at) == (0, [], hours.at)


def test_who_asks_for_peace_gets_it(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.status("/s.xml", "429 No", Retry_After="36000")

    hours()

    assert (the_list(session).next_at - hours.at) // HOUR == 10


def test_what_is_gone_for_good_is_asked_for_again_only_after_a_week(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.status("/s.xml", "410 Gone")

    hours()

    assert "gone for good" in why(session)
    assert (the_list(session).next_at - hours.at).days == 7


def test_a_sitemap_that_has_moved_is_followed_within_its_own_origin(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.moved("/s.xml", "/new.xml")
    publisher.page("/new.xml", urlset(publisher, "/a"), Content_Type=XML)
    publisher.page("/a", BOX.format("a"))

    hours()
    assert keys(session) == ["a"]
    assert the_list(session).moved_to == f"{publisher.url}/new.xml"
    publisher.moved("/s.xml", "https://elsewhere.example/s.xml")
    hours(hours=2)

    assert "https://elsewhere.example/s.xml is not one of the" in why(session)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>', "document type"),
        (b"<urlset>" + b"<a>" * 1_000, "nested"),
        (gzip.compress(b" " * 50_000_000), "swells"),
        (b"<urlset>" + b" " * 10_000_001, "larger"),
        (b"\x00\xff", "neither"),
    ],
)
def test_a_hostile_list_is_told_and_hurts_nobody(
    session: Session,
    listed: Site,
    publisher: Publisher,
    hours: Hours,
    body: bytes,
    said: str,
) -> None:
    publisher.page("/s.xml", body, Content_Type=XML)

    hours()

    assert said in why(session)
    assert keys(session) == []


def test_a_feed_that_never_ends_is_left(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    def drip(connection: socket.socket, _request: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<urlset>"
        with suppress(OSError):
            connection.sendall(head)
            while True:
                connection.sendall(b"<url><loc>https://a.example/</loc></url>")
                threading.Event().wait(0.05)

    publisher.speak = drip
    door = Door(
        base_url="https://c.example", private_hosts=frozenset({HOST}), total_s=1
    )
    hours.handlers[KIND] = partial(read_list, hours.engine, door)

    hours()

    assert "took too long" in why(session)


def test_a_file_that_fails_keeps_nobody_from_reading_the_others(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    inner = "".join(
        f"<sitemap><loc>{url}</loc></sitemap>"
        for url in (
            f"{publisher.url}/missing.xml",
            "http://elsewhere.example/s.xml",
            f"{publisher.url}/in.xml",
        )
    )
    publisher.page("/s.xml", f"<index>{inner}</index>", Content_Type=XML)
    publisher.page("/in.xml", urlset(publisher, "/a"), Content_Type=XML)
    publisher.page("/a", BOX.format("a"))

    hours()

    assert keys(session) == ["a"]
    assert f"{publisher.url}/missing.xml: it answers 404" in why(session)
    assert "http://elsewhere.example/s.xml is not one of" in why(session)
    assert the_list(session).failures == 0


def test_only_so_many_files_are_read_and_that_is_told(
    session: Session,
    listed: Site,
    publisher: Publisher,
    hours: Hours,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(discovering, "MOST_FILES", 3)
    inner = "".join(
        f"<sitemap><loc>{publisher.url}/{n}.xml</loc></sitemap>" for n in range(9)
    )
    publisher.page("/s.xml", f"<index>{inner}</index>", Content_Type=XML)
    for n in range(9):
        publisher.page(f"/{n}.xml", urlset(publisher), Content_Type=XML)

    hours()

    assert len(publisher.asked) == 3
    assert "not all of its files are read" in why(session)


@pytest.mark.usefixtures("listed")
def test_only_pages_below_the_site_are_looked_at(
    session: Session, site: Site, publisher: Publisher, hours: Hours
) -> None:
    site.url = f"{publisher.url}/blog"
    session.commit()
    body = urlset(publisher, "/other", "/blogs/a", "/blog/../x", "/blog/a")
    publisher.page("/s.xml", body, Content_Type=XML)
    publisher.page("/blog/a", BOX.format("a"))

    hours()

    assert len(publisher.asked) == 2
    assert the_list(session).listed == 1


def test_two_processes_read_it_once(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.page("/s.xml", urlset(publisher, "/a"), Content_Type=XML)
    publisher.page("/a", BOX.format("a"))

    both = [threading.Thread(target=hours) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    hours()

    assert len(publisher.asked_for("/s.xml")) == 1
    assert len(publisher.asked_for("/a")) == 1


def test_a_process_that_dies_in_the_midst_of_it_loses_an_hour_at_most(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.page("/s.xml", urlset(publisher, "/a"), Content_Type=XML)
    publisher.page("/a", BOX.format("a"))
    wish_for_due_lists(hours.engine, now=NOON)
    session.execute(update(Job).values(claimed_until=NOON + timedelta(minutes=2)))
    session.commit()

    hours(minutes=1)
    assert publisher.asked == []
    hours(minutes=2)

    assert keys(session) == ["a"]


def test_another_address_is_read_at_once_and_none_no_more(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.page("/s.xml", urlset(publisher, "/a"), Content_Type=XML)
    publisher.page("/other.xml", urlset(publisher, "/b"), Content_Type=XML)
    hours()

    values = {"sitemap_url": f"{publisher.url}/other.xml"}
    change_site(session, listed, values, moderator=None, now=hours.at)
    session.commit()
    hours(minutes=1)
    assert len(publisher.asked_for("/other.xml")) == 1
    change_site(session, listed, {"sitemap_url": ""}, moderator=None, now=hours.at)
    session.commit()
    hours(hours=3)

    session.rollback()
    assert session.scalars(select(SiteList)).all() == []
    assert len(publisher.asked_for("/other.xml")) == 1


def test_a_page_without_a_box_is_looked_at_again_once_it_has_changed(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.page("/s.xml", urlset(publisher, "/a"), Content_Type=XML)
    publisher.page("/a", "<title>Not yet</title>")
    hours()
    hours(hours=26)
    assert len(publisher.asked_for("/a")) == 1

    publisher.page("/a", BOX.format("a"))
    body = urlset(publisher, "/a", at="2026-03-03")
    publisher.page("/s.xml", body, Content_Type=XML)
    hours(hours=2)

    assert keys(session) == ["a"]


def test_who_says_that_everything_has_changed_is_believed_once_a_day(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    body = urlset(publisher, "/a", at="9999-12-31")
    publisher.page("/s.xml", body, Content_Type=XML)
    publisher.page("/a", "<title>No box</title>")

    for _ in range(48):
        hours(hours=1, minutes=15)

    assert len(publisher.asked_for("/a")) in {2, 3}


def test_what_was_looked_at_is_forgotten_after_a_month_and_its_articles_are_not(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.page("/s.xml", urlset(publisher, "/a", "/none"), Content_Type=XML)
    publisher.page("/a", BOX.format("a"))
    publisher.page("/none", "<title>No box</title>")
    hours()

    forget_pages(session, now=NOON + timedelta(days=29))
    assert len(session.scalars(select(Page)).all()) == 2
    forget_pages(session, now=NOON + timedelta(days=31))

    assert session.scalars(select(Page)).all() == []
    session.commit()
    assert keys(session) == ["a"]


def test_a_page_that_could_not_be_read_may_be_reported_anew_after_a_day(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    publisher.page("/s.xml", urlset(publisher, "/a"), Content_Type=XML)
    publisher.status("/a", "503 No")
    hours()

    forget_pages(session, now=NOON + timedelta(hours=23))
    assert session.scalars(select(Page)).one().result is PageState.WANTED
    forget_pages(session, now=NOON + timedelta(hours=25))

    assert session.scalars(select(Page)).all() == []


def test_a_page_whose_address_has_another_key_is_noted(
    session: Session, listed: Site, publisher: Publisher, hours: Hours
) -> None:
    an_article(session, "old", site=listed, url=f"{publisher.url}/a")
    session.commit()
    publisher.page("/s.xml", urlset(publisher, "/moved"), Content_Type=XML)
    own = f"<link rel=canonical href='{publisher.url}/a'>"
    publisher.page("/moved", own + BOX.format("new"))

    hours()

    page = session.scalars(select(Page)).one()
    assert page.result is PageState.TAKEN
    assert page.note == "it names the key 'new', and its address belongs to 'old'"
    assert keys(session) == ["old"]
