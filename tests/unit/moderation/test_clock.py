"""Days and lengths of time as people count them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from commentbox.moderation.clock import begins, day_name, day_of, lasting, short_day
from commentbox.web.i18n import Speech, speaking

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 28), 24),
        (date(2026, 3, 29), 23),
        (date(2026, 10, 25), 25),
    ],
)
def test_a_day_is_as_long_as_it_is_on_the_clock(day: date, hours: int) -> None:
    begin, end = begins(day, BERLIN), begins(day + timedelta(days=1), BERLIN)

    assert end - begin == timedelta(hours=hours)
    assert day_of(begin, BERLIN) == day
    assert day_of(end - timedelta(microseconds=1), BERLIN) == day


def test_a_day_without_midnight_begins_when_clocks_have_changed() -> None:
    begin = begins(date(2018, 11, 4), "America/Sao_Paulo")

    assert begin == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert day_of(begin, "America/Sao_Paulo") == date(2018, 11, 4)


@pytest.mark.parametrize(
    ("seconds", "said", "gesagt"),
    [
        (0, "0 s", "0 s"),
        (59, "59 s", "59 s"),
        (60, "1 min", "1 min"),
        (3_599, "59 min", "59 min"),
        (3_600, "1 h", "1 h"),
        (9_000, "2 h 30 min", "2 h 30 min"),
        (36_600, "10 h", "10 h"),
        (172_799, "47 h", "47 h"),
        (172_800, "2 days", "2 Tage"),
        (100_000_000, "1,157 days", "1.157 Tage"),
    ],
)
def test_a_length_of_time_is_as_exact_as_one_wants_to_know(
    seconds: int, said: str, gesagt: str
) -> None:
    with speaking(Speech("en")):
        assert lasting(seconds) == said
    with speaking(Speech("de")):
        assert lasting(seconds) == gesagt


def test_days_have_names() -> None:
    day = date(2026, 3, 3)

    with speaking(Speech("en")):
        assert (day_name(day), short_day(day)) == ("Tuesday, 3 March 2026", "3 Mar")
    with speaking(Speech("de")):
        assert (day_name(day), short_day(day)) == ("Dienstag, 3. März 2026", "3. März")
