"""While the database is away or slow, readers get what is held, and are told so."""

from __future__ import annotations

import json
import re
import time

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from commentbox.publishing.watch import PATIENCE_S
from tests.factories import an_article
from tests.integration.outages import Outage
from tests.integration.people import Ada, Grace, a_quick_token, at_once
from tests.integration.publishing.holding import HIT, Holding, Make

THREAD = "/api/comments?article=first"
PAGE = "/articles/first"
AWAY = re.compile(r"commentbox; hit; ttl=-\d+; detail=DATABASE_AWAY")


@pytest.fixture
def token(own_database: Engine) -> str:
    with Session(own_database) as session:
        article = an_article(session)
        an_article(session, "second")
        session.commit()
        return a_quick_token(session, article.site)


@pytest.fixture
def holding(own_database: Engine, token: str, start: Make) -> Holding:
    # In this order: applications end before their database does.
    assert token
    # A short interval: what a test waits for is the outage and not the clock.
    url = own_database.url.render_as_string(hide_password=False)
    return start(0.05, database_url=url)


def let_go(holding: Holding) -> None:
    """Let the application's own connections go, so that a lock can be had."""
    with holding.app.app_context():
        from commentbox.extensions import db  # noqa: PLC0415

        db.engine.dispose()
    time.sleep(0.06)


def test_what_is_held_is_served_and_says_how_old_it_is(
    holding: Holding, away: Outage
) -> None:
    before = {url: holding.get(url) for url in (THREAD, PAGE, "/feed.rss", "/rules")}
    let_go(holding)

    with away():
        for url, known in before.items():
            answer = holding.get(url)
            assert (answer.status_code, answer.data) == (200, known.data)
            assert AWAY.fullmatch(answer.headers["Cache-Status"])
            assert answer.headers["ETag"] == known.headers["ETag"]
        tag = before[THREAD].headers["ETag"]
        assert holding.get(THREAD, If_None_Match=tag).status_code == 304
        assert holding.figure("commentbox_pages_total", outcome="stale") == 5


def test_nobody_waits_long(holding: Holding, away: Outage) -> None:
    holding.get(THREAD)
    let_go(holding)

    with away():
        times = []
        for _ in range(10):
            began = time.monotonic()
            assert holding.get(THREAD).status_code == 200
            times.append(time.monotonic() - began)

    # Only the first ones wait to see whether the database is merely slow.
    assert max(times) < PATIENCE_S + 0.5
    assert sum(times) < 2 * PATIENCE_S + 1


@pytest.mark.parametrize("url", ["/api/comments?article=second", "/articles/second"])
def test_what_is_not_held_cannot_be_had(
    holding: Holding, away: Outage, url: str
) -> None:
    let_go(holding)

    with away():
        holding.get(url)
        began = time.monotonic()
        answer = holding.get(url)
        took = time.monotonic() - began

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert took < 1
    if url.startswith("/api/"):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert json.loads(answer.data)["status"] == 503


def test_all_is_well_again_once_the_database_is_back(
    holding: Holding, away: Outage, token: str
) -> None:
    holding.get(THREAD)
    let_go(holding)
    with away():
        holding.get(THREAD)

    deadline = time.monotonic() + 10
    while holding.said(THREAD) != HIT:
        assert time.monotonic() < deadline
        time.sleep(0.1)

    ada, grace = Ada(holding.client), Grace(holding.client, token)
    written = ada.writes("Back again.")
    grace.approves(written)
    assert "Back again." in holding.get(THREAD).text


def test_a_restart_without_the_database_serves_from_disk(
    holding: Holding, start: Make, away: Outage, own_database: Engine
) -> None:
    known = holding.get(THREAD)
    holding.get(PAGE)
    let_go(holding)
    url = own_database.url.render_as_string(hide_password=False)

    with away():
        again = start(0.05, database_url=url)
        answer = again.get(THREAD)
        assert (answer.status_code, answer.data) == (200, known.data)
        assert "detail=DATABASE_AWAY" in answer.headers["Cache-Status"]
        assert again.get("/api/comments?article=second").status_code == 503


@pytest.mark.parametrize("restart", [False, True], ids=["same process", "restarted"])
@pytest.mark.parametrize("by", ["withdrawal", "removal", "hiding"])
def test_what_was_taken_down_does_not_come_back(
    holding: Holding,
    start: Make,
    away: Outage,
    own_database: Engine,
    token: str,
    by: str,
    restart: bool,  # noqa: FBT001
) -> None:
    ada, grace = Ada(holding.client), Grace(holding.client, token)
    written = ada.writes("Unmistakeable.")
    grace.approves(written)
    urls = (THREAD, PAGE, "/feed.rss", "/articles/first/feed.atom", "/rules")
    assert sum("Unmistakeable." in holding.get(url).text for url in urls) == 4

    if by == "withdrawal":
        ada.withdraws(written)
    elif by == "removal":
        grace.decided(written, "removed")
    else:
        with Session(own_database) as session:
            an_article(session, comments="hidden")
            session.commit()
        time.sleep(0.06)
        # The sweep of any page finds what has changed on all of them.
        holding.get("/rules")
    let_go(holding)
    url = own_database.url.render_as_string(hide_password=False)

    with away():
        reader = start(0.05, database_url=url) if restart else holding
        for url in urls:
            answer = reader.get(url)
            assert "Unmistakeable." not in answer.text, url
    folder = holding.front.pages.disk.folder  # type: ignore[union-attr]
    for path in folder.rglob("*"):
        assert path.is_dir() or b"Unmistakeable." not in path.read_bytes()


def test_a_process_that_sweeps_by_itself_lets_go_what_others_took_down(
    holding: Holding, away: Outage, own_database: Engine
) -> None:
    known = holding.get(THREAD)
    holding.front.watch.keep_on()
    with Session(own_database) as session:
        an_article(session, title="Another title")
        session.commit()

    time.sleep(0.5)
    # It must hold no connection of the file that is to be locked.
    holding.front.watch.rest()
    let_go(holding)
    with away():
        answer = holding.get(THREAD)

    assert answer.data != known.data
    assert answer.status_code == 503


def test_a_slow_database_is_not_waited_for(
    holding: Holding, own_database: Engine
) -> None:
    if own_database.dialect.name == "sqlite":
        pytest.skip("SQLite has no lock that keeps a reader waiting while it lives")
    known = holding.get(THREAD)
    time.sleep(0.06)

    with own_database.begin() as connection:
        connection.execute(text("LOCK TABLE site IN ACCESS EXCLUSIVE MODE"))
        began = time.monotonic()
        answers = at_once(holding.app, 8, lambda client, _n: client.get(THREAD))
        took = time.monotonic() - began
        never = holding.get("/api/comments?article=second")

    assert took < PATIENCE_S + 0.5
    for answer in answers:
        assert answer.data == known.data
        assert AWAY.fullmatch(answer.headers["Cache-Status"])
    assert never.status_code == 503
    deadline = time.monotonic() + 5
    while holding.said(THREAD) != HIT:
        assert time.monotonic() < deadline
        time.sleep(0.05)
