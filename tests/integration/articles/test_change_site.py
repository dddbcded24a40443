"""A change of a site: checked once, logged, and new for readers where it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.articles.change_site import change_site
from commentbox.domain.errors import InvalidFields
from commentbox.models import Address, LogEntry, Site
from tests.factories import NOON, a_moderator, an_article

LATER = NOON + timedelta(hours=1)


def change(session: Session, site: Site, **values: Any) -> dict[str, Any]:
    return change_site(session, site, values, moderator=None, now=LATER)


def test_only_what_differs_is_changed_and_logged_with_old_and_new(
    session: Session, site: Site
) -> None:
    grace = a_moderator(session, site=site)
    before = site.undo_seconds
    values = {"url": site.url, "undo_seconds": "30", "words": ["casino", "casino "]}

    changed = change_site(session, site, values, moderator=grace, now=LATER)

    assert changed == {"undo_seconds": 30, "words": ["casino"]}
    [entry] = session.scalars(select(LogEntry)).all()
    assert (entry.kind, entry.moderator, entry.logged_at) == (
        "site.changed",
        grace,
        LATER,
    )
    assert entry.facts == {
        "undo_seconds": {"old": before, "new": 30},
        "words": {"old": [], "new": ["casino"]},
    }


def test_the_same_values_are_no_change(session: Session, site: Site) -> None:
    article = an_article(session, site=site)
    version = article.version

    changed = change(session, site, language="en", max_depth=5, feed_url="")

    assert changed == {}
    assert session.scalars(select(LogEntry)).all() == []
    assert article.version == version


@pytest.mark.parametrize(
    ("values", "shows"),
    [
        ({"language": "de"}, True),
        ({"address": Address.SIE}, True),
        ({"name_required": True}, True),
        ({"max_depth": 3}, True),
        ({"close_after_days": 14}, True),
        ({"origins": ["https://www.example.org"]}, True),
        ({"feed_url": "https://blog.example.org/feed"}, True),
        ({"sitemap_url": "https://blog.example.org/s.xml"}, False),
        ({"words": ["casino"]}, False),
        ({"undo_seconds": 59}, False),
        ({"network_days": 3}, False),
        ({"edit_minutes": 0}, False),
    ],
)
def test_articles_are_new_only_where_readers_see_the_change(
    session: Session, site: Site, values: dict[str, Any], *, shows: bool
) -> None:
    article = an_article(session, site=site)
    site.name_required = False
    session.flush()
    version, changed_at = article.version, site.changed_at

    change(session, site, **values)

    assert (article.version > version) is shows
    assert (site.changed_at > changed_at) is shows


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "blog.example.org"),
        ("url", "javascript:alert(1)"),
        ("feed_url", "feed"),
        ("origins", ["https://good.example", "nonsense"]),
        ("origins", ["null"]),
        ("language", "fr"),
        ("timezone", "Mars/Base"),
        ("address", "ihr"),
        ("consent_mode", "none"),
        ("max_depth", "0"),
        ("max_depth", "11"),
        ("edit_minutes", "-1"),
        ("edit_minutes", "٣"),
        ("undo_seconds", "61"),
        ("close_after_days", "0"),
        ("network_days", "8"),
        ("network_days", "1.5"),
        ("network_days", "9" * 5000),
        ("words", ["x" * 101]),
        ("words", [str(n) for n in range(1001)]),
    ],
)
def test_one_value_that_does_not_fit_leaves_all_as_it_is(
    session: Session, site: Site, field: str, value: object
) -> None:
    before = site.undo_seconds

    with pytest.raises(InvalidFields) as refused:
        change(session, site, **{"undo_seconds": 20, field: value})

    assert set(refused.value.errors) == {field}
    assert site.undo_seconds == before
    assert not session.dirty


def test_an_origin_is_what_browsers_say(session: Session, site: Site) -> None:
    given = ["https://Straße.example:443/about", "http://localhost.example:8080"]

    changed = change(session, site, origins=given)

    assert changed["origins"] == [
        "https://xn--strae-oqa.example",
        "http://localhost.example:8080",
    ]
