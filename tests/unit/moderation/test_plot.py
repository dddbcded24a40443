"""Where bars and lines stand in a plot."""

from __future__ import annotations

import pytest

from commentbox.moderation.figures.plot import (
    LENGTHS,
    line,
    nice_length,
    nice_top,
    stacks,
)


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0, 2), (1, 2), (2, 2), (3, 4), (11, 12), (19, 20), (21, 40), (999, 1000)],
)
def test_an_axis_ends_at_a_round_number_with_a_whole_half(
    highest: int, top: int
) -> None:
    assert nice_top(highest) == top


@pytest.mark.parametrize("highest", [0, 1, 7, 99, 101, 12_345, 9_999_999])
def test_an_axis_reaches_as_high_as_it_must(highest: int) -> None:
    top = nice_top(highest)

    assert top >= highest
    assert top % 2 == 0


@pytest.mark.parametrize(
    ("longest", "end"),
    [
        (0, 60),
        (60, 60),
        (61, 120),
        (5_000, 7_200),
        (LENGTHS[-1], LENGTHS[-1]),
        (LENGTHS[-1] + 1, 80 * 86_400),
    ],
)
def test_an_axis_of_time_ends_at_a_length_that_people_use(
    longest: int, end: int
) -> None:
    assert nice_length(longest) == end


def test_bars_are_stacked_upwards_without_overlap() -> None:
    (column, _empty) = stacks([[("a", 1), ("b", 0), ("c", 3)], []], top=4)

    assert [(p.name, p.y, p.height) for p in column.pieces] == [
        ("a", 75.0, 25.0),
        ("c", 0.0, 75.0),
    ]
    assert (column.x, column.width) == (0.0, 500.0)
    assert all((p.x, p.width) == (50.0, 400.0) for p in column.pieces)


def test_where_nothing_came_nothing_is_drawn() -> None:
    assert [column.pieces for column in stacks([[("a", 0)], []], top=2)] == [[], []]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ([], ""),
        ([None, None], ""),
        ([0, 50], "M250.0 100.0h0.01L750.0 50.0"),
        ([100, None], "M250.0 0.0h0.01"),
        ([200, None], "M250.0 0.0h0.01"),
        ([10, None, 10, 10], "M125.0 90.0h0.01M625.0 90.0h0.01L875.0 90.0"),
    ],
)
def test_a_line_breaks_where_nothing_is_known(
    values: list[int | None], path: str
) -> None:
    assert line(values, top=100) == path
