"""The life of a revision: its states and the only moves between them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from commentbox.domain.errors import ImpossibleMove


class State(StrEnum):
    """Where a revision stands inside. Outside, everything undecided reads pending."""

    PENDING = "pending"
    FILTERED = "filtered"
    APPROVED = "approved"
    REJECTED = "rejected"
    SPAM = "spam"
    REMOVED = "removed"


MOVES: Final[dict[State, frozenset[State]]] = {
    State.PENDING: frozenset({State.APPROVED, State.REJECTED, State.SPAM}),
    State.FILTERED: frozenset({State.APPROVED, State.REJECTED, State.SPAM}),
    State.APPROVED: frozenset({State.REMOVED, State.SPAM}),
    State.REJECTED: frozenset({State.APPROVED, State.SPAM}),
    State.SPAM: frozenset({State.APPROVED, State.REJECTED}),
    State.REMOVED: frozenset({State.APPROVED}),
}

#: Where a comment may begin: a machine never publishes and never rejects for good.
INITIAL: Final = frozenset({State.PENDING, State.FILTERED, State.SPAM})

#: A reader whose comment goes this way is owed the rule that was broken.
NEEDS_RULE: Final = frozenset({State.REJECTED, State.REMOVED})


def move(from_state: State, to_state: State) -> State:
    """Return ``to_state`` if the table has this move, else raise ``ImpossibleMove``."""
    if to_state not in MOVES[from_state]:
        raise ImpossibleMove(from_state, to_state)
    return to_state
