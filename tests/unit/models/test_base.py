"""Column types that take only what is safe to keep."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from markupsafe import Markup
from sqlalchemy import Dialect, make_url

from commentbox.models import Base, SafeHTML, UTCDateTime

DIALECTS = [make_url(url).get_dialect()() for url in ("sqlite://", "postgresql://")]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
IN_TOKYO = NOON.astimezone(timezone(timedelta(hours=9)))

pytestmark = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda d: d.name)


@pytest.mark.parametrize("moment", [NOON, IN_TOKYO])
def test_a_time_is_stored_in_utc(dialect: Dialect, moment: datetime) -> None:
    stored = UTCDateTime().process_bind_param(moment, dialect)

    assert stored == NOON
    assert stored.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UTCDateTime().process_bind_param(NOON.replace(tzinfo=None), dialect)


@pytest.mark.parametrize("stored", [NOON, NOON.replace(tzinfo=None)])
def test_a_time_comes_back_with_its_zone(dialect: Dialect, stored: datetime) -> None:
    read = UTCDateTime().process_result_value(stored, dialect)

    assert read == NOON


def test_html_is_stored_only_as_markup(dialect: Dialect) -> None:
    stored = SafeHTML().process_bind_param(Markup("<p>Hello</p>"), dialect)

    assert stored == "<p>Hello</p>"
    assert type(stored) is str


@pytest.mark.parametrize("value", ["<p>Hello</p>", "", b"<p>", 1])
def test_a_plain_text_is_not_taken_for_html(dialect: Dialect, value: Any) -> None:
    with pytest.raises(TypeError, match="only sanitised HTML"):
        SafeHTML().process_bind_param(value, dialect)


def test_html_comes_back_as_markup(dialect: Dialect) -> None:
    read = SafeHTML().process_result_value("<p>Hello</p>", dialect)

    assert read == Markup("<p>Hello</p>")
    assert isinstance(read, Markup)


@pytest.mark.parametrize("kind", [UTCDateTime(), SafeHTML()])
def test_nothing_stays_nothing(dialect: Dialect, kind: Any) -> None:
    assert kind.process_bind_param(None, dialect) is None
    assert kind.process_result_value(None, dialect) is None


def test_every_column_with_a_time_or_html_has_the_type_for_it(
    dialect: Dialect,
) -> None:
    columns = [c for table in Base.metadata.sorted_tables for c in table.columns]

    times = [c for c in columns if c.name.endswith("_at")]
    assert len(times) > 10
    assert all(isinstance(c.type, UTCDateTime) for c in times)
    assert [str(c) for c in columns if isinstance(c.type, SafeHTML)] == [
        "revision.html"
    ]
