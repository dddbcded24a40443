"""A limit counts from the first hit until its time is over, and is then forgotten."""

import pytest
from limits import parse

from commentbox.web.own_counts import SWEEP_S, OwnCounts

TWO_A_MINUTE = parse("2/minute")


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_beyond_its_limit_a_client_is_told_how_long_to_wait(clock: Clock) -> None:
    counts = OwnCounts(clock)

    answers = []
    for seconds in (0, 10, 10):
        clock.now += seconds
        answers.append(counts.hit(TWO_A_MINUTE, "client", "192.0.2.1"))

    assert answers == [0, 0, 41]


def test_a_count_begins_anew_when_its_time_is_over(clock: Clock) -> None:
    counts = OwnCounts(clock)
    for _ in range(3):
        counts.hit(TWO_A_MINUTE, "client", "192.0.2.1")

    clock.now += 60

    assert counts.hit(TWO_A_MINUTE, "client", "192.0.2.1") == 0


def test_each_client_and_each_limit_counts_for_itself(clock: Clock) -> None:
    counts = OwnCounts(clock)
    for _ in range(3):
        counts.hit(TWO_A_MINUTE, "client", "192.0.2.1")

    others = [
        counts.hit(TWO_A_MINUTE, "client", "192.0.2.2"),
        counts.hit(TWO_A_MINUTE, "article", "192.0.2.1"),
        counts.hit(parse("9/hour"), "client", "192.0.2.1"),
    ]

    assert others == [0, 0, 0]


def test_what_is_over_does_not_stay_in_memory(clock: Clock) -> None:
    counts = OwnCounts(clock)
    for number in range(1_000):
        counts.hit(TWO_A_MINUTE, "client", str(number))

    clock.now += SWEEP_S
    counts.hit(TWO_A_MINUTE, "client", "192.0.2.1")

    assert len(counts) == 1
