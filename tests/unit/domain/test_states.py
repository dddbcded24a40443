"""The life of a revision: the moves of the published table, and no other."""

from itertools import product

import pytest

from commentbox.domain.errors import ImpossibleMove
from commentbox.domain.states import INITIAL, NEEDS_RULE, State, move

#: As the design has it, written down a second time on purpose.
TABLE = {
    "pending": "approved rejected spam",
    "filtered": "approved rejected spam",
    "approved": "removed spam",
    "rejected": "approved spam",
    "spam": "approved rejected",
    "removed": "approved",
}
PAIRS = list(product(State, State))
ALLOWED = [pair for pair in PAIRS if pair[1].value in TABLE[pair[0].value].split()]
REFUSED = [pair for pair in PAIRS if pair not in ALLOWED]


@pytest.mark.parametrize(("from_state", "to_state"), ALLOWED)
def test_a_move_of_the_table_leads_where_it_says(
    from_state: State, to_state: State
) -> None:
    assert move(from_state, to_state) is to_state


@pytest.mark.parametrize(("from_state", "to_state"), REFUSED)
def test_a_move_that_the_table_does_not_have_is_refused(
    from_state: State, to_state: State
) -> None:
    with pytest.raises(ImpossibleMove) as refused:
        move(from_state, to_state)

    assert (refused.value.from_state, refused.value.to_state) == (from_state, to_state)
    assert str(refused.value) == (
        f"a comment cannot go from {from_state.value} to {to_state.value}"
    )


def test_a_comment_never_begins_decided() -> None:
    assert {"pending", "filtered", "spam"} == INITIAL


def test_whoever_is_turned_away_or_taken_down_is_owed_a_rule() -> None:
    assert {"rejected", "removed"} == NEEDS_RULE


def test_nothing_leads_back_to_undecided() -> None:
    reached = {to_state for _from_state, to_state in ALLOWED}

    assert reached.isdisjoint({State.PENDING, State.FILTERED})
