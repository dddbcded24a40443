"""What the desk calls things."""

from __future__ import annotations

from commentbox.domain.states import State
from commentbox.moderation.wording import STATES


def test_every_state_has_a_name() -> None:
    assert set(STATES) == set(State)
