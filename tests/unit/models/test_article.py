"""A public change shows in the time of the article and of its site."""

from datetime import datetime, timedelta

import pytest

from tests.unit.models.rows import NOON, a_site, an_article

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "changed_at"),
    [
        (NOON + 90 * SECOND, NOON + 90 * SECOND),
        # Last-Modified knows whole seconds only.
        (NOON + 1.9 * SECOND, NOON + 1 * SECOND),
        # Two changes within a second, and a clock that was set back.
        (NOON, NOON + SECOND),
        (NOON + 0.5 * SECOND, NOON + SECOND),
        (NOON - 90 * SECOND, NOON + SECOND),
    ],
)
def test_each_change_has_a_later_time_in_whole_seconds(
    now: datetime, changed_at: datetime
) -> None:
    article = an_article(changed_at=NOON, site=a_site(changed_at=NOON))

    article.touch(now)

    assert article.changed_at == changed_at
    assert article.site.changed_at == changed_at


def test_a_site_follows_the_latest_of_its_articles() -> None:
    site = a_site(changed_at=NOON)
    one, other = an_article("first", site=site), an_article("second", site=site)

    one.touch(NOON + 60 * SECOND)
    other.touch(NOON + 90 * SECOND)

    assert one.changed_at == NOON + 60 * SECOND
    assert other.changed_at == site.changed_at == NOON + 90 * SECOND


def test_each_change_makes_a_new_version() -> None:
    article = an_article(changed_at=NOON, version=1)

    article.touch(NOON)
    article.touch(NOON)

    assert article.version == 3
    assert article.changed_at == NOON + 2 * SECOND
