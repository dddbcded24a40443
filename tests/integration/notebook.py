"""What must have come of a history of posts and decisions, worked out beside the code.

A notebook follows what people do, in the words of the published rules of moderation,
and knows without the database what readers must see and what nobody may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from commentbox.domain.states import State
from tests.integration.people import Written

SETTLED = {State.APPROVED, State.REMOVED}


@dataclass
class Case:
    """A comment: its texts with their states, from the first."""

    written: Written
    article: str
    name: str
    parent: Case | None
    words: list[str]
    states: list[State] = field(default_factory=lambda: [State.PENDING])
    withdrawn: bool = False
    #: Readers knew of it when it was withdrawn.
    leaves_a_place: bool = False

    @property
    def settled(self) -> int | None:
        """Return the number of the text that settles what readers see."""
        numbers = [n for n, state in enumerate(self.states, 1) if state in SETTLED]
        return numbers[-1] if numbers else None

    @property
    def public(self) -> bool:
        return self._stands_as(State.APPROVED)

    @property
    def tombstone(self) -> bool:
        return self._stands_as(State.REMOVED)

    @property
    def shown(self) -> str:
        """Return the word that readers find in it; it must be public."""
        assert self.settled is not None
        return self.words[self.settled - 1]

    @property
    def live(self) -> set[int]:
        """Return the texts that wait in a lane: the newest, and what readers see."""
        if self.withdrawn:
            return set()
        return {len(self.states), *([self.settled] if self.settled else [])}

    def withdraw(self) -> None:
        self.leaves_a_place = self.public or self.tombstone
        self.withdrawn = True

    def _stands_as(self, state: State) -> bool:
        number = self.settled
        return (
            not self.withdrawn
            and number is not None
            and self.states[number - 1] is state
        )


@dataclass
class Notebook:
    cases: list[Case] = field(default_factory=list)

    def below(self, case: Case) -> Iterator[Case]:
        return (other for other in self.cases if other.parent is case)

    def in_view(self, case: Case) -> bool:
        """Return whether readers see it, if only as a place where something was."""
        if case.parent is not None and not self.in_view(case.parent):
            return False
        return case.public or case.tombstone or self._holds_a_place(case)

    def seen(self, article: str) -> list[Case]:
        return [c for c in self.cases if c.article == article and self.in_view(c)]

    def read(self, article: str) -> list[Case]:
        """Return what readers can read."""
        return [case for case in self.seen(article) if case.public]

    def lanes(self) -> Counter[State]:
        return Counter(c.states[n - 1] for c in self.cases for n in c.live)

    def _holds_a_place(self, case: Case) -> bool:
        """A withdrawn one stands while a public reply hangs below it."""
        return case.leaves_a_place and any(
            self._carries(other) for other in self.below(case)
        )

    def _carries(self, case: Case) -> bool:
        if case.public:
            return True
        passes = case.tombstone or case.leaves_a_place
        return passes and any(self._carries(other) for other in self.below(case))
