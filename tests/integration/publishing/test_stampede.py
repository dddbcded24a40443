"""However many ask at once, a page is made once, and the database asked once."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from commentbox.extensions import db
from commentbox.models import Article
from tests.factories import an_article
from tests.integration.people import Ada, Grace, a_quick_token, at_once
from tests.integration.publishing.holding import Holding, Make

THREAD = "/api/comments?article=first"


def engine_of(holding: Holding) -> Engine:
    with holding.app.app_context():
        return db.engine


def test_of_many_who_ask_at_once_one_renders(holding: Holding) -> None:
    holding.get("/rules")
    before = holding.renders

    answers = at_once(holding.app, 16, lambda client, _n: client.get(THREAD))

    assert holding.renders == before + 1
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    said = Counter(answer.headers["Cache-Status"] for answer in answers)
    assert said["commentbox; fwd=miss; stored"] == 1


def test_different_pages_do_not_wait_for_each_other(
    holding: Holding, session: Session
) -> None:
    for number in range(8):
        an_article(session, f"article-{number}")
    session.commit()

    answers = at_once(
        holding.app,
        8,
        lambda client, n: client.get(f"/api/comments?article=article-{n}"),
    )

    assert [answer.status_code for answer in answers] == [200] * 8
    assert holding.renders == 8


def test_an_error_reaches_everybody_who_asked(holding: Holding) -> None:
    answers = at_once(
        holding.app, 8, lambda client, _n: client.get("/api/comments?article=none")
    )

    assert [answer.status_code for answer in answers] == [404] * 8


def test_the_database_is_asked_once_a_second_whoever_reads(
    start: Make, article: Article
) -> None:
    assert article
    holding = start(0.5)
    urls = [THREAD, "/articles/first", "/articles/first/feed.rss", "/rules"]
    for url in urls:
        holding.get(url)
    asked: list[str] = []

    @event.listens_for(engine_of(holding), "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    began = time.monotonic()

    def read(client: object, _n: int) -> int:
        done = 0
        while time.monotonic() < began + 1.6:
            for url in urls:
                assert client.get(url).status_code == 200  # type: ignore[attr-defined]
                done += 1
        return done

    done = at_once(holding.app, 4, read)

    assert sum(done) > 40
    # Begun at 0, 0.5, 1 and 1.5 s at most, and each is one question.
    assert len([s for s in asked if "FROM site" in s]) <= 5
    assert not [s for s in asked if "FROM comment" in s]


def test_who_comes_after_a_decision_never_gets_the_page_from_before(
    start: Make, session: Session, article: Article
) -> None:
    """While others read all the time and pages are being made, too."""
    token = a_quick_token(session, article.site)
    holding = start()
    written = [Ada(holding.client).writes(f"Word {n}.") for n in range(12)]
    stop: list[bool] = []

    def read_or_decide(client: object, number: int) -> list[str]:
        if number:
            while not stop:
                client.get(THREAD)  # type: ignore[attr-defined]
            return []
        missing = []
        try:
            for n, one in enumerate(written):
                Grace(client, token).approves(one)  # type: ignore[arg-type]
                text = client.get(THREAD).text  # type: ignore[attr-defined]
                missing += [] if f"Word {n}." in text else [f"Word {n}."]
        finally:
            stop.append(True)
        return missing

    found = at_once(holding.app, 4, read_or_decide)

    assert found[0] == []


@pytest.mark.parametrize("seconds", [0.2])
def test_a_change_by_another_process_shows_within_the_interval(
    start: Make, session: Session, article: Article, seconds: float
) -> None:
    assert article
    holding = start(seconds)
    before = holding.get(THREAD)

    an_article(session, title="Another title")
    session.commit()
    began = time.monotonic()
    while holding.get(THREAD).data == before.data:
        assert time.monotonic() < began + 2

    assert time.monotonic() < began + seconds + 0.5
