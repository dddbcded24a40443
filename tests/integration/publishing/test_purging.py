"""A cache before commentbox is told what has changed, and misses nothing."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from commentbox.cli.checking import CHECKS
from commentbox.config import Config
from commentbox.handlers import do_jobs, handlers_of
from commentbox.jobs.queue import MOST_TRIES
from commentbox.models import Comment, Discussion, Job, Purged, Site
from commentbox.rulebook.document import builtin
from commentbox.rulebook.publish import publish_notice, publish_rulebook
from tests.factories import NOON, an_article
from tests.integration.people import Ada, Grace
from tests.integration.publishing.reading import OF_THE_ARTICLE, OF_THE_SITE
from tests.page import PageClient
from tests.receiver import HOST, Receiver, a_receiver

TOKEN = "a-secret-of-the-cache"
BASE = "https://comments.example.org"

Work = Callable[[], int]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as receiver:
        yield receiver


@pytest.fixture
def hooked(config: Config, receiver: Receiver) -> Config:
    allowed = frozenset({HOST})
    return replace(
        config,
        base_url=BASE,
        purge_url=receiver.url,
        purge_token=TOKEN,
        allow_private_hosts=allowed,
    )


@pytest.fixture
def work(clean: Engine, hooked: Config) -> Work:
    """Do what a serving process does each second, until nothing is left to do now."""
    handlers = handlers_of(clean, hooked)

    def work() -> int:
        do_jobs(clean, handlers)
        make_due(clean)
        return do_jobs(clean, handlers)

    return work


def make_due(engine: Engine) -> None:
    """Let the time come for whatever waits."""
    ago = datetime.now(UTC) - timedelta(seconds=1)
    with Session(engine) as session:
        for job in session.scalars(select(Job)):
            job.due_at = ago
            job.payload = {**job.payload, "from": ago.isoformat()}
        session.commit()


def paths(receiver: Receiver) -> set[str]:
    return {url.removeprefix(BASE) for url in receiver.takes_all()}


def dead(session: Session) -> list[str]:
    session.rollback()
    check = next(check for check in CHECKS if check.name == "jobs")
    return list(check.look(session, datetime.now(UTC)))


ALL = {*OF_THE_ARTICLE, *OF_THE_SITE}


def test_an_approval_names_every_address_of_the_article_and_none_of_others(
    ada: Ada, grace: Grace, session: Session, receiver: Receiver, work: Work
) -> None:
    an_article(session, "second")
    session.commit()
    work()
    receiver.takes_all()
    parent = ada.writes()
    grace.approves(parent)
    work()
    assert paths(receiver) >= ALL
    written = ada.writes(parent=parent.id)
    work()
    # What waits for a person is not public, and no cache has heard of it.
    assert receiver.told == []

    grace.approves(written)
    work()

    told = paths(receiver)
    assert told >= ALL
    assert {
        "/article?article=first",
        "/article/feed.atom?article=first&lang=de",
        "/articles/first?site=blog&lang=en",
        "/api/comments?article=first&lang=de&sort=newest",
        "/api/comments?article=first&site=blog&lang=en",
        "/api/counts?article=first",
        f"/comments/{written.id}/feed.rss",
        f"/comments/{parent.id}/feed.json?lang=de",
        "/feed.rss?language=en",
    } <= told
    assert not any("second" in path for path in told)
    assert set(receiver.tokens) == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("how", ["removal", "edit", "withdrawal", "spam"])
def test_what_becomes_of_a_comment_is_told(
    ada: Ada,
    grace: Grace,
    session: Session,
    receiver: Receiver,
    work: Work,
    how: str,
) -> None:
    written = ada.writes()
    grace.approves(written)
    below = ada.writes(parent=written.id)
    grace.approves(below)
    waiting = ada.writes(parent=below.id)
    work()
    receiver.takes_all()
    session.execute(update(Comment).values(changed_at=NOON))
    session.commit()

    if how == "edit":
        ada.edits(written, "A lamp in other words.")
        work()
        assert receiver.told == []
        grace.decided(written, "approved", revision=2)
    elif how == "withdrawal":
        assert ada.withdraws(written).status_code < 300
    else:
        grace.decided(written, "removed" if how == "removal" else "spam")
    work()

    told = paths(receiver)
    assert told >= ALL
    # With a comment that goes out of view goes what hangs below it.
    assert {f"/comments/{c.id}/feed.atom" for c in (written, below)} <= told
    # What nobody has seen has no address outside.
    assert not any(waiting.id in path for path in told)


def test_an_article_that_is_closed_is_told(
    ada: Ada, grace: Grace, session: Session, receiver: Receiver, work: Work
) -> None:
    grace.approves(ada.writes())
    work()
    receiver.takes_all()

    an_article(session, comments=Discussion.CLOSED)
    session.commit()
    work()

    assert paths(receiver) >= ALL


@pytest.mark.parametrize("publish", [publish_rulebook, publish_notice])
def test_new_rules_name_all_articles_in_bounded_requests(
    session: Session,
    site: Site,
    receiver: Receiver,
    work: Work,
    publish: Callable[..., Any],
) -> None:
    keys = [f"article-{n}" for n in range(45)]
    for key in keys:
        an_article(session, key)
    session.commit()
    work()
    receiver.takes_all()

    name = "rulebook" if publish is publish_rulebook else "notice"
    new = {"intro": {"en": "Reworded."}, "sentence": {"en": "Reworded."}}
    publish(session, site.id, builtin(name) | new, now=datetime.now(UTC))
    session.commit()
    work()

    assert max(len(urls) for urls in receiver.told) <= 500
    told = paths(receiver)
    assert {f"/articles/{key}" for key in keys} <= told
    assert {"/rules", "/rules.json?lang=de", "/privacy", "/feed.rss"} <= told


def test_a_receiver_that_was_down_is_told_when_it_is_back(
    ada: Ada, grace: Grace, session: Session, receiver: Receiver, work: Work
) -> None:
    receiver.status = 503
    grace.approves(ada.writes())
    for _ in range(3):
        work()
    session.rollback()
    job = session.scalars(select(Job)).one()
    assert (receiver.refused, job.tries) == (3, 3)
    assert "503" in job.error

    receiver.status = 204
    work()

    assert paths(receiver) >= ALL
    session.rollback()
    assert session.scalars(select(Job)).all() == []
    assert work() == 0


def test_one_that_stays_away_is_noticed_and_tried_anew_with_the_next_change(
    ada: Ada, grace: Grace, session: Session, receiver: Receiver, work: Work
) -> None:
    receiver.status = 500
    grace.approves(ada.writes())
    for _ in range(MOST_TRIES + 2):
        work()
    assert receiver.refused == MOST_TRIES
    assert dead(session) == ["1 of the kind purge were given up"]

    receiver.status = 204
    grace.approves(ada.writes())
    work()

    assert paths(receiver) >= ALL
    assert dead(session) == []


def test_many_changes_of_an_article_are_one_request(
    ada: Ada, grace: Grace, receiver: Receiver, work: Work
) -> None:
    work()
    receiver.takes_all()
    for _ in range(5):
        grace.approves(ada.writes())
    work()

    told = [url for urls in receiver.told for url in urls]
    assert len(told) == len(set(told)) > 0


def test_nobody_is_told_before_every_process_has_noticed(
    clean: Engine, hooked: Config, ada: Ada, grace: Grace, receiver: Receiver
) -> None:
    handlers = handlers_of(clean, hooked)
    grace.approves(ada.writes())

    assert do_jobs(clean, handlers) == 0
    assert receiver.told == []

    with Session(clean) as session:
        session.execute(update(Job).values(due_at=datetime.now(UTC)))
        session.commit()
        wanted = session.scalars(select(Job.payload)).one()["from"]
    assert do_jobs(clean, handlers) == 1
    assert datetime.now(UTC) >= datetime.fromisoformat(wanted)
    assert receiver.told != []


def test_a_round_that_was_broken_off_goes_on_where_it_was(
    session: Session, site: Site, receiver: Receiver, work: Work
) -> None:
    for n in range(45):
        an_article(session, f"article-{n}")
    session.commit()
    publish_rulebook(session, site.id, builtin("rulebook"), now=datetime.now(UTC))
    session.commit()
    # Twenty articles are four requests or five; the rest is refused for now.
    receiver.most = 5
    work()
    first = articles_of(receiver)
    assert 20 <= len(first) < 45
    assert session.scalars(select(Purged.version)).one() == 0
    session.rollback()

    receiver.most = None
    work()

    rest = articles_of(receiver)
    assert len(first | rest) == 45
    assert len(rest) <= 25


def articles_of(receiver: Receiver) -> set[str]:
    return {p for p in paths(receiver) if re.fullmatch(r"/articles/[a-z0-9-]+", p)}


def test_two_processes_tell_it_together(
    clean: Engine, hooked: Config, ada: Ada, grace: Grace, receiver: Receiver
) -> None:
    grace.approves(ada.writes())
    handlers = handlers_of(clean, hooked)
    do_jobs(clean, handlers)
    make_due(clean)

    both = [threading.Thread(target=do_jobs, args=(clean, handlers)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()

    assert receiver.told.count(receiver.told[0]) == 1
    assert paths(receiver) >= ALL


def test_nobody_is_told_where_nobody_wants_to_know(
    clean: Engine, config: Config, ada: Ada, grace: Grace, session: Session
) -> None:
    grace.approves(ada.writes())

    assert do_jobs(clean, handlers_of(clean, config)) == 0
    session.rollback()
    assert session.scalars(select(Job)).all() == []


def test_no_text_of_a_reader_is_in_a_job(
    clean: Engine, hooked: Config, ada: Ada, grace: Grace, session: Session
) -> None:
    grace.approves(ada.writes())
    do_jobs(clean, handlers_of(clean, hooked))
    session.rollback()

    job = session.scalars(select(Job)).one()
    assert job.payload.keys() == {"site", "version", "from"}


@pytest.mark.parametrize("url", [*OF_THE_ARTICLE, *OF_THE_SITE, "/rules", "/privacy"])
def test_a_cache_is_invited_only_where_it_is_told_of_changes(
    client_with: Callable[..., PageClient],
    ada: Ada,
    grace: Grace,
    url: str,
) -> None:
    grace.approves(ada.writes())
    alone = client_with()
    told = client_with(purge_url="http://127.0.0.1:9/purge")

    for _ in range(2):
        assert "CDN-Cache-Control" not in alone.get(url).headers
        answer = told.get(url)
        assert answer.headers["CDN-Cache-Control"].startswith("s-maxage=60,")
        assert answer.headers["Cache-Control"] == "no-cache"
    assert "hit" in answer.headers["Cache-Status"]
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert "CDN-Cache-Control" in told.get(url, headers=tag).headers


@pytest.mark.parametrize(
    "url", ["/articles/none", "/api/comments?article=none", "/sign-in", "/desk/"]
)
def test_a_cache_is_never_invited_to_keep_what_is_private_or_missing(
    client_with: Callable[..., PageClient], site: Site, url: str
) -> None:
    told = client_with(purge_url="http://127.0.0.1:9/purge")

    assert "CDN-Cache-Control" not in told.get(url).headers
