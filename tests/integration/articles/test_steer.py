"""Discussions are closed, opened, hidden and shown; old ones close by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commentbox.articles import steer
from commentbox.articles.steer import close_old, set_discussion
from commentbox.housekeeping import tidy_up
from commentbox.models import Article, Discussion, LogEntry, Site
from tests.factories import NOON, a_moderator, a_site, an_article
from tests.integration.people import nothing_stored
from tests.page import PageClient

OPEN, CLOSED, HIDDEN = Discussion.OPEN, Discussion.CLOSED, Discussion.HIDDEN
LATER = NOON + timedelta(days=14)


def logged(session: Session) -> list[tuple[str, str | None, str, str]]:
    rows = session.scalars(select(LogEntry).order_by(LogEntry.id))
    return [
        (
            row.kind,
            row.moderator.name if row.moderator else None,
            row.facts["old"],
            row.facts["new"],
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("before", "to", "kind"),
    [
        (OPEN, CLOSED, "article.closed"),
        (CLOSED, OPEN, "article.opened"),
        (OPEN, HIDDEN, "article.hidden"),
        (CLOSED, HIDDEN, "article.hidden"),
        (HIDDEN, OPEN, "article.shown"),
        (HIDDEN, CLOSED, "article.shown"),
    ],
)
def test_a_person_steers_a_discussion_and_the_log_says_so(
    session: Session, before: Discussion, to: Discussion, kind: str
) -> None:
    article = an_article(session, comments=before)
    grace = a_moderator(session)
    version, changed = article.version, article.site.changed_at

    assert set_discussion(session, article, to, moderator=grace, now=LATER)

    assert article.comments is to
    assert article.version == version + 1
    assert article.site.changed_at > changed
    assert logged(session) == [(kind, "Grace", before.value, to.value)]


@pytest.mark.parametrize("state", list(Discussion))
def test_what_is_so_already_changes_nothing(
    session: Session, clean: Engine, state: Discussion
) -> None:
    article = an_article(session, comments=state)
    grace = a_moderator(session)
    session.commit()

    with nothing_stored(clean):
        assert not set_discussion(session, article, state, moderator=grace, now=LATER)
        session.commit()


def aged(session: Session, key: str, *, days: float, **values: object) -> Article:
    published = LATER - timedelta(days=days)
    return an_article(session, key, published_at=published, **values)


def states(session: Session) -> dict[str, str]:
    session.expire_all()
    rows = session.scalars(select(Article).order_by(Article.key))
    return {article.key: article.comments.value for article in rows}


def test_a_discussion_closes_so_many_days_after_publication(session: Session) -> None:
    site = a_site(session, close_after_days=7)
    old = aged(session, "old", days=7)
    aged(session, "young", days=6.99)
    version, changed = old.version, site.changed_at

    assert close_old(session, now=LATER) == 1

    assert states(session) == {"old": "closed", "young": "open"}
    assert old.version == version + 1
    assert site.changed_at > changed
    assert logged(session) == [("article.closed", None, "open", "closed")]
    assert session.scalars(select(LogEntry)).one().facts["after_days"] == 7


def test_without_a_date_it_counts_from_when_the_article_became_known(
    session: Session,
) -> None:
    a_site(session, close_after_days=14)
    an_article(session, "known at noon")

    assert close_old(session, now=LATER - timedelta(seconds=1)) == 0
    assert close_old(session, now=LATER) == 1


def test_without_the_setting_nothing_closes(session: Session) -> None:
    a_site(session)
    aged(session, "old", days=9000)

    assert close_old(session, now=LATER) == 0


def test_sites_close_each_by_their_own_days(session: Session) -> None:
    blog = a_site(session, close_after_days=7)
    shop = a_site(session, "shop", close_after_days=30)
    for site in (blog, shop):
        for days in (10, 40):
            aged(session, f"{site.name} {days}", days=days, site=site)

    while close_old(session, now=LATER):
        pass

    assert states(session) == {
        "blog 10": "closed",
        "blog 40": "closed",
        "shop 10": "open",
        "shop 40": "closed",
    }


def test_what_a_person_opened_stays_open_until_a_person_closes_it(
    session: Session,
) -> None:
    a_site(session, close_after_days=7)
    article, grace = aged(session, "old", days=10), a_moderator(session)
    close_old(session, now=LATER)

    set_discussion(session, article, OPEN, moderator=grace, now=LATER)

    assert close_old(session, now=LATER) == 0
    assert article.kept_open
    set_discussion(session, article, CLOSED, moderator=grace, now=LATER)
    assert not article.kept_open


@pytest.mark.parametrize("state", [CLOSED, HIDDEN])
def test_only_what_is_open_closes(session: Session, state: Discussion) -> None:
    a_site(session, close_after_days=7)
    aged(session, "old", days=10, comments=state)

    assert close_old(session, now=LATER) == 0
    assert states(session) == {"old": state.value}


def test_a_shorter_time_takes_effect_at_the_next_round(session: Session) -> None:
    site = a_site(session, close_after_days=30)
    aged(session, "old", days=10)
    assert close_old(session, now=LATER) == 0

    site.close_after_days = 7

    assert close_old(session, now=LATER) == 1


def test_many_close_in_batches_that_move_the_clock_of_the_site_once_each(
    session: Session, clean: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steer, "AT_ONCE", 2)
    site = a_site(session, close_after_days=7)
    for number in range(5):
        aged(session, str(number), days=10)
    session.commit()

    tidy_up(clean, now=LATER)

    assert set(states(session).values()) == {"closed"}
    assert _seconds(site.changed_at, LATER) <= 3


def _seconds(one: datetime, other: datetime) -> float:
    return abs((one - other).total_seconds())


def test_the_page_says_that_it_has_closed(
    session: Session, clean: Engine, site: Site, client: PageClient
) -> None:
    site.close_after_days = 7
    aged(session, "old", days=10, site=site)
    session.commit()

    tidy_up(clean, now=LATER)

    page = client.get("/articles/old").get_data(as_text=True)
    assert "This discussion is closed." in page
    assert "<textarea" not in page
