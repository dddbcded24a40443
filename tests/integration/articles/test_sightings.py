"""A box under an unknown page makes its article known, and nobody can make it lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from commentbox.articles import sightings
from commentbox.config import Config
from commentbox.handlers import do_jobs, handlers_of
from commentbox.models import Article, Discussion, Job, Page, PageState, Site
from tests.factories import an_article
from tests.page import PageClient
from tests.publisher import HOST, Publisher, a_publisher

Work = Callable[[], int]

PAGE = """<!doctype html><html lang="de"><head><title>Lampen | Blog</title>
<meta property="og:title" content="Eine Lampe, die nie flackert">
<meta name="author" content="Ada"></head><body><h1>Lampe</h1><article><p>Sie leuchtet.
</article><comment-box class=x ARTICLE='lampe'></comment-box></body></html>"""


@pytest.fixture
def publisher(session: Session, site: Site) -> Iterator[Publisher]:
    with a_publisher() as publisher:
        site.url = f"{publisher.url}/blog"
        session.commit()
        yield publisher


@pytest.fixture
def work(clean: Engine, config: Config) -> Work:
    """Do what a serving process does each second."""
    allowed = replace(config, allow_private_hosts=frozenset({HOST}))

    def work() -> int:
        return do_jobs(clean, handlers_of(clean, allowed))

    return work


def report(client: PageClient, url: str, key: str = "lampe", **more: Any) -> int:
    address = f"/api/sightings?article={key}"
    response = client.post(address, json={"url": url}, **more)
    if response.status_code == 202:
        assert response.json == {"state": "wanted"}
    return int(response.status_code)


def keys(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Article.key).order_by(Article.id)))


def test_a_box_makes_its_article_known(
    client: PageClient, session: Session, publisher: Publisher, work: Work
) -> None:
    publisher.page("/blog/lampe", PAGE)

    assert report(client, f"{publisher.url}/blog/lampe#x") == 202
    assert publisher.asked == []
    assert client.get("/api/comments?article=lampe").status_code == 404
    assert work() == 1

    article = session.scalars(select(Article)).one()
    assert (article.key, article.title) == ("lampe", "Eine Lampe, die nie flackert")
    assert (article.author, article.language) == ("Ada", "de")
    assert article.url == f"{publisher.url}/blog/lampe"
    assert "Sie leuchtet." in article.body
    assert client.get("/api/comments?article=lampe").status_code == 200
    assert work() == 0


def test_who_reports_chooses_no_key(
    client: PageClient, session: Session, publisher: Publisher, work: Work
) -> None:
    publisher.page("/blog/lampe", PAGE)

    report(client, f"{publisher.url}/blog/lampe", key="mallory")
    work()

    assert keys(session) == ["lampe"]


@pytest.mark.parametrize(
    "page",
    [
        "<p>No box at all",
        '<!-- <comment-box article="lampe"></comment-box> -->',
        "<script>'<comment-box article=lampe>'</script>",
        "<p>&lt;comment-box article=lampe&gt;",
        "".join(f"<comment-box article=k{n}></comment-box>" for n in range(9)),
        "<div>" * 100_000,
        "",
    ],
)
def test_a_page_without_a_box_makes_nothing_known(
    client: PageClient, session: Session, publisher: Publisher, work: Work, page: str
) -> None:
    publisher.page("/blog/lampe", page)

    report(client, f"{publisher.url}/blog/lampe")
    work()
    report(client, f"{publisher.url}/blog/lampe")
    work()

    assert keys(session) == []
    assert session.scalars(select(Page)).one().result is PageState.NONE
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(
    "path",
    ["/", "/blogs/a", "/blog/../a", "/blog/%2e%2e/a", "/blog/%252e%252e/a", "/blog//a"],
)
def test_only_pages_of_the_site_are_looked_at(
    client: PageClient, session: Session, publisher: Publisher, path: str
) -> None:
    assert report(client, publisher.url + path) == 422
    assert report(client, "https://elsewhere.example/blog/a") == 422
    assert report(client, publisher.url.replace("://", "://x@") + "/blog/a") == 422

    assert session.scalar(select(func.count(Job.id))) == 0


def test_a_page_of_elsewhere_may_not_report(
    client: PageClient, publisher: Publisher
) -> None:
    origin = {"Origin": "https://elsewhere.example"}

    assert report(client, f"{publisher.url}/blog/a", headers=origin) == 403
    own = client.post(
        "/api/sightings?article=a",
        json={"url": f"{publisher.url}/blog/a"},
        headers={"Origin": publisher.url},
    )
    assert own.headers["Access-Control-Allow-Origin"] == publisher.url


def test_a_redirect_off_the_site_is_not_followed(
    client: PageClient, session: Session, publisher: Publisher, work: Work
) -> None:
    publisher.page("/other", PAGE)
    publisher.moved("/blog/lampe", "/other")

    report(client, f"{publisher.url}/blog/lampe")
    work()

    assert len(publisher.asked) == 1
    assert keys(session) == []


def test_what_is_known_is_neither_fetched_nor_told(
    client: PageClient, session: Session, site: Site, publisher: Publisher
) -> None:
    an_article(session, "lampe", site=site, comments=Discussion.HIDDEN)
    session.commit()

    assert report(client, f"{publisher.url}/blog/lampe") == 202
    assert session.scalar(select(func.count(Job.id))) == 0


def test_an_address_gets_no_second_article(
    client: PageClient, session: Session, site: Site, publisher: Publisher, work: Work
) -> None:
    an_article(session, "17", site=site, url=f"{publisher.url}/blog/lampe")
    session.commit()
    publisher.page("/blog/lampe", PAGE)

    report(client, f"{publisher.url}/blog/lampe")
    work()

    assert keys(session) == ["17"]


def test_nobody_makes_us_fetch_without_end(
    client: PageClient, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sightings, "MOST_AN_HOUR", 3)

    codes = [report(client, f"{publisher.url}/blog/{n}") for n in range(5)]

    assert codes == [202, 202, 202, 429, 429]


def test_a_server_that_is_away_is_asked_again(
    client: PageClient, session: Session, publisher: Publisher, work: Work
) -> None:
    publisher.pages["/blog/lampe"] = b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
    report(client, f"{publisher.url}/blog/lampe")
    work()
    assert work() == 0
    publisher.page("/blog/lampe", PAGE)

    session.execute(update(Job).values(due_at=datetime.now(UTC) - timedelta(seconds=1)))
    session.commit()
    work()

    assert keys(session) == ["lampe"]
