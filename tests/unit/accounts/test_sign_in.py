"""Who keeps failing waits longer each time, and never for ever."""

from datetime import timedelta
from itertools import pairwise

import pytest

from commentbox.accounts.sign_in import (
    FREE_PER_ACCOUNT,
    FREE_PER_NETWORK,
    LONGEST_DELAY,
    delay_after,
)

NONE = timedelta(0)
SCALES = [FREE_PER_ACCOUNT, FREE_PER_NETWORK]


@pytest.mark.parametrize("free", SCALES)
def test_a_slip_of_the_fingers_costs_nothing(free: int) -> None:
    assert [delay_after(n, free) for n in range(free)] == [NONE] * free
    assert delay_after(free, free) > NONE


@pytest.mark.parametrize("free", SCALES)
def test_the_delay_grows_with_each_failure_up_to_its_bound(free: int) -> None:
    delays = [delay_after(n, free) for n in range(free, free + 200)]

    for shorter, longer in pairwise(delays):
        assert longer > shorter or longer == shorter == LONGEST_DELAY
    assert delays[-1] == LONGEST_DELAY


def test_an_account_is_slowed_down_before_the_twentieth_failure() -> None:
    assert delay_after(19, FREE_PER_ACCOUNT) > NONE
    assert (
        NONE < delay_after(FREE_PER_ACCOUNT, FREE_PER_ACCOUNT) <= timedelta(seconds=2)
    )


def test_a_newsroom_behind_one_address_has_more_to_spend() -> None:
    assert FREE_PER_NETWORK > FREE_PER_ACCOUNT


@pytest.mark.parametrize("failures", [50, 1000, 10**9])
def test_nobody_is_locked_out_for_ever(failures: int) -> None:
    assert delay_after(failures, FREE_PER_ACCOUNT) == LONGEST_DELAY
    assert timedelta(minutes=1) <= LONGEST_DELAY <= timedelta(hours=1)
