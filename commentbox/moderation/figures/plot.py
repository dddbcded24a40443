"""Where bars and lines stand in a plot: plain numbers, drawn by a template.

A plot is 1000 wide and 100 high, whatever its size on the page. Words stand beside it,
not in it, so that they stay as large on a phone as anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1000.0, 100.0

#: Of the room of a bar, so much stays empty.
GAP = 0.2

#: An axis ends at one of these, times a power of ten.
ROUND = (2, 4, 6, 8, 10, 12, 14, 16, 18)

#: Lengths of time that an axis may end at, in seconds.
LENGTHS = (
    *(60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200),
    *(86_400, 172_800, 345_600, 604_800, 1_209_600, 2_592_000, 5_184_000),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """The room of a bar, and what stands in it from the axis upwards."""

    x: float
    width: float
    pieces: Sequence[Piece]


def nice_top(highest: int) -> int:
    """Return the number at which an axis ends that is to reach so high.

    Half of it stands beside the axis, too: it is a whole number.
    """
    power = 1
    while True:
        for step in ROUND:
            if step * power >= highest:
                return step * power
        power *= 10


def nice_length(longest: int) -> int:
    """Return the same for a length of time."""
    for length in LENGTHS:
        if length >= longest:
            return length
    return nice_top(-(-longest // 86_400)) * 86_400


def stacks(bars: Sequence[Sequence[tuple[str, int]]], top: int) -> list[Column]:
    """Return stacked bars; what is nothing is not drawn."""
    room = WIDTH / max(len(bars), 1)
    columns = []
    for number, parts in enumerate(bars):
        x, level, pieces = number * room, 0, []
        for name, count in parts:
            if not count:
                continue
            level += count
            pieces.append(
                Piece(
                    name,
                    _short(x + room * GAP / 2),
                    _height(level, top),
                    _short(room * (1 - GAP)),
                    _short(count / top * HEIGHT),
                )
            )
        columns.append(Column(_short(x), _short(room), pieces))
    return columns


def line(values: Sequence[int | None], top: int) -> str:
    """Return the path through the middle of each bar; it breaks where nothing is.

    A value between two gaps is a dot: a stroke without length has round ends.
    """
    room = WIDTH / max(len(values), 1)
    path, last = [], None
    for number, value in enumerate(values):
        if value is not None:
            x, y = _short((number + 0.5) * room), _height(min(value, top), top)
            path.append(f"M{x} {y}h0.01" if last is None else f"L{x} {y}")
        last = value
    return "".join(path)


def _height(level: float, top: int) -> float:
    return _short(HEIGHT - level / top * HEIGHT)


def _short(number: float) -> float:
    return round(number, 2)
