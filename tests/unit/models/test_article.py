"""A public change of an article shows in its version and in its time."""

from datetime import UTC, datetime, timedelta

import pytest

from commentbox.models import Article, Site

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def an_article(changed_at: datetime) -> Article:
    return Article(
        site=Site(name="blog", url="https://blog.example.org", created_at=NOON),
        key="first",
        url="https://blog.example.org/first",
        title="A lamp that never flickers",
        language="en",
        changed_at=changed_at,
        created_at=NOON,
    )


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
    article = an_article(changed_at=NOON)

    article.touch(now)

    assert article.changed_at == changed_at


def test_each_change_makes_a_new_version() -> None:
    article = an_article(changed_at=NOON)
    article.version = 1

    article.touch(NOON)
    article.touch(NOON)

    assert article.version == 3
    assert article.changed_at == NOON + 2 * SECOND
