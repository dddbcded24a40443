"""Where too many want pages at once: what is held is shown, others are told to wait."""

from __future__ import annotations

import re
import time

from sqlalchemy.orm import Session

from commentbox.config import Config
from commentbox.models import Article
from commentbox.publishing.address import Addresses
from commentbox.web.gate import Gate, Queue
from tests.factories import an_article
from tests.integration.publishing.holding import HIT, Holding, Make

PAGE = "/articles/first"
THREAD = "/api/comments?article=first"
OLD = re.compile(r"commentbox; hit; ttl=-\d+; detail=BUSY")


def crowd(holding: Holding) -> None:
    """Leave nobody a place to have a page made."""
    holding.front.inner = Gate(holding.front.inner, reads=Queue(0, 0, 0))


def test_who_finds_too_many_waiting_gets_the_page_of_the_hour_before(
    holding: Holding, config: Config
) -> None:
    before = holding.get(PAGE)
    wanted = Addresses(holding.app, config).read(PAGE, "")
    assert wanted is not None
    page = holding.front.pages.find(wanted.key)
    assert page is not None
    page.until = time.monotonic()

    crowd(holding)
    answer = holding.get(PAGE)

    assert answer.data == before.data
    assert OLD.fullmatch(answer.headers["Cache-Status"])


def test_nobody_gets_the_page_from_before_a_change(
    start: Make, session: Session, article: Article
) -> None:
    assert article
    holding = start(0)
    holding.get(THREAD)
    an_article(session, title="Another title")
    session.commit()

    crowd(holding)

    assert holding.get(THREAD).status_code == 503


def test_who_finds_too_many_waiting_and_nothing_held_is_told_when_to_come_back(
    holding: Holding, article: Article
) -> None:
    assert article
    crowd(holding)

    answer = holding.get(THREAD)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_crowd_does_not_make_the_database_suspect(
    holding: Holding, article: Article
) -> None:
    assert article
    holding.get("/rules")
    crowd(holding)

    assert holding.get(THREAD).status_code == 503

    assert holding.front.watch.checked > 0
    assert holding.said("/rules") == HIT
