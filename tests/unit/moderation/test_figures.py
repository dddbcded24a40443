"""Figures from what was counted, checked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.domain.errors import NotFound
from commentbox.domain.states import State
from commentbox.models import Site
from commentbox.moderation.figures.packed import unpack
from commentbox.moderation.figures.period import Period, asked_period
from commentbox.moderation.figures.queries import Decided
from commentbox.moderation.figures.reckon import (
    Agreement,
    ByRule,
    Times,
    agreement,
    by_person,
    by_rule,
    outcomes,
    times,
    times_by_bar,
)
from tests.factories import NOON

TODAY = date(2026, 3, 2)


def decided(to: State, **values: Any) -> Decided:
    given: dict[str, Any] = {
        "bar": 0,
        "moderator": 1,
        "rule": None,
        "to": to,
        "flagged": False,
        "first": True,
        "instead_of": None,
        "count": 1,
        "waited": [],
        **values,
    }
    return Decided(**given)


def a_period(days: int, last: date = TODAY, timezone: str = "Europe/Berlin") -> Period:
    first = last - timedelta(days=days - 1)
    return Period(first=first, last=last, timezone=timezone)


@pytest.fixture
def berlin() -> Site:
    return Site(
        name="blog",
        url="https://blog.example.org",
        tag_host="blog.example.org",
        changed_at=NOON,
        created_at=NOON,
    )


@pytest.mark.parametrize(
    ("waited", "half", "most"),
    [
        ([7], 7, 7),
        ([1, 2], 1, 2),
        ([3, 1, 2], 2, 3),
        ([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 50, 90),
        (list(range(1, 12)), 6, 10),
    ],
)
def test_half_and_nine_of_ten_are_real_times(
    waited: list[int], half: int, most: int
) -> None:
    assert times([decided(State.APPROVED, waited=waited)]) == Times(
        len(waited), half, most
    )


@given(st.lists(st.integers(0, 10**7), min_size=1))
def test_as_many_were_decided_by_then_as_it_says(waited: list[int]) -> None:
    found = times([decided(State.APPROVED, waited=waited)])

    assert found.half is not None
    assert found.most is not None
    assert sum(s <= found.half for s in waited) * 2 >= len(waited)
    assert sum(s < found.half for s in waited) * 2 < len(waited)
    assert sum(s <= found.most for s in waited) * 10 >= len(waited) * 9


def test_only_first_decisions_tell_how_long_it_took() -> None:
    again = decided(State.REMOVED, first=False, waited=[9_999])

    assert times([decided(State.APPROVED, waited=[5]), again]) == Times(1, 5, 5)
    assert times([again]) == Times(0)


def test_each_bar_has_its_own_times() -> None:
    groups = [
        decided(State.APPROVED, bar=0, waited=[5]),
        decided(State.REJECTED, bar=2, waited=[7, 9]),
        decided(State.APPROVED, bar=2, waited=[1]),
    ]

    assert times_by_bar(groups, 3) == [Times(1, 5, 5), Times(0), Times(3, 7, 9)]


def test_what_waits_in_either_lane_is_still_open() -> None:
    counted = {(0, State.PENDING): 2, (0, State.FILTERED): 1, (1, State.SPAM): 4}

    assert outcomes(counted, 2) == [{"open": 3}, {"spam": 4}]


def test_rules_are_counted_by_what_they_led_to() -> None:
    groups = [
        decided(State.REJECTED, rule="respect", count=2),
        decided(State.REMOVED, rule="respect"),
        decided(State.SPAM, rule="spam", count=4),
        decided(State.REJECTED, rule="topic", count=3),
        decided(State.APPROVED, count=9),
        decided(State.SPAM, count=7),
    ]

    assert by_rule(groups) == [
        ByRule("spam", 0, 0, 4),
        ByRule("respect", 2, 1, 0),
        ByRule("topic", 3, 0, 0),
    ]


def test_of_a_person_all_decisions_count_and_the_first_are_timed() -> None:
    groups = [
        decided(State.APPROVED, moderator=2, count=3, waited=[1, 2, 3]),
        decided(State.REMOVED, moderator=2, count=1, first=False, waited=[900]),
    ]

    (heidi,) = by_person(groups)

    assert (heidi.moderator, heidi.count, heidi.times) == (2, 4, Times(3, 2, 3))


def test_machine_and_people_are_compared_by_the_last_word() -> None:
    groups = [
        decided(State.REJECTED, flagged=True, count=3),
        decided(State.APPROVED, flagged=True, count=2),
        decided(State.SPAM, flagged=False, count=1),
        decided(State.APPROVED, flagged=False, count=10),
        # One of these ten was removed later, one of the three approved after all.
        decided(State.REMOVED, flagged=False, first=False, instead_of=State.APPROVED),
        decided(State.APPROVED, flagged=True, first=False, instead_of=State.REJECTED),
        # What was decided before the period counts here for the first time.
        decided(State.REMOVED, flagged=False, first=False),
        decided(State.REJECTED, flagged=None, count=50),
    ]

    found = agreement(groups)

    assert found == Agreement(
        flagged_refused=2, flagged_approved=3, quiet_refused=3, quiet_approved=9
    )
    assert found.precision == pytest.approx(2 / 5)
    assert found.recall == pytest.approx(2 / 5)


def test_of_nothing_there_is_no_share() -> None:
    assert (agreement([]).precision, agreement([]).recall) == (None, None)


@pytest.mark.parametrize(
    ("days", "bars", "first"),
    [(1, 1, 1), (7, 7, 1), (92, 92, 1), (93, 13, 9), (98, 14, 7), (365, 52, 8)],
)
def test_a_long_time_is_drawn_in_weeks(days: int, bars: int, first: int) -> None:
    found = a_period(days).bars

    assert len(found) == bars
    assert (found[0].last - found[0].first).days + 1 == first
    assert found[-1].last == TODAY


@given(st.integers(1, 366))
def test_the_bars_hold_each_day_once(days: int) -> None:
    period = a_period(days)

    held = [
        bar.first + timedelta(days=n)
        for bar in period.bars
        for n in range((bar.last - bar.first).days + 1)
    ]

    assert held == [period.first + timedelta(days=n) for n in range(days)]
    assert len(period.bars) <= 92


def test_bars_begin_with_the_days_of_the_site() -> None:
    period = a_period(2, last=date(2026, 3, 30))

    assert period.begins == datetime(2026, 3, 28, 23, tzinfo=UTC)
    midnight = datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert period.spans == [(period.begins, midnight), (midnight, period.ends)]
    assert period.ends == datetime(2026, 3, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("args", "first", "last", "length"),
    [
        ({}, date(2026, 2, 2), date(2026, 3, 3), 30),
        ({"days": "7"}, date(2026, 2, 25), date(2026, 3, 3), 7),
        ({"since": "2026-01-05", "until": "2026-01-06"}, None, None, None),
        ({"since": "2026-03-01"}, date(2026, 3, 1), date(2026, 3, 3), None),
    ],
)
def test_an_address_names_days_of_the_site(
    berlin: Site,
    args: Mapping[str, str],
    first: date | None,
    last: date | None,
    length: int | None,
) -> None:
    # In Berlin it is tomorrow already.
    asked = asked_period(berlin, args, now=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))

    assert asked.errors == {}
    assert asked.length == length
    assert asked.period.first == (first or date(2026, 1, 5))
    assert asked.period.last == (last or date(2026, 1, 6))


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"since": "soon"}, "since"),
        ({"since": "2026-03-01", "until": "x"}, "until"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "until"),
        ({"since": "2025-03-01", "until": "2026-03-02"}, "since"),
    ],
)
def test_what_is_wrong_with_the_days_is_said(
    berlin: Site, args: Mapping[str, str], field: str
) -> None:
    asked = asked_period(berlin, args, now=NOON)

    assert list(asked.errors) == [field]
    assert asked.period.days == 30


@pytest.mark.parametrize("days", ["0", "31", "x", "-7", "3650000"])
def test_a_period_that_is_not_offered_is_not_there(berlin: Site, days: str) -> None:
    with pytest.raises(NotFound):
        asked_period(berlin, {"days": days}, now=NOON)


@given(st.integers(0, 2**31), st.integers(0, 91), st.integers(0, 7))
def test_packed_numbers_come_out_again(first: int, bar: int, digit: int) -> None:
    assert unpack((first * 92 + bar) * 8 + digit, [92, 8]) == (first, bar, digit)
