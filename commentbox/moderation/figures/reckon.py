"""Figures from what was counted: times, rules, people, how far the machine agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commentbox.domain.states import State
from commentbox.moderation.figures.queries import Decided

REFUSED = (State.REJECTED, State.SPAM, State.REMOVED)

#: The texts of a bar by what became of them, from the axis upwards.
OUTCOMES = ("approved", "rejected", "spam", "removed", "open")
_OUTCOME_OF = {State.PENDING: "open", State.FILTERED: "open"}


@dataclass(frozen=True, slots=True)
class Times:
    """How long texts waited, in seconds: half were decided by then, and nine of ten."""

    count: int
    half: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ByRule:
    rule: str
    rejected: int
    removed: int
    spam: int

    @property
    def total(self) -> int:
        return self.rejected + self.removed + self.spam


@dataclass(frozen=True, slots=True)
class ByPerson:
    moderator: int
    count: int
    times: Times


@dataclass(frozen=True, slots=True)
class Agreement:
    """What persons decided of what the machine had flagged, and of the rest."""

    flagged_refused: int
    flagged_approved: int
    quiet_refused: int
    quiet_approved: int

    @property
    def flagged(self) -> int:
        return self.flagged_refused + self.flagged_approved

    @property
    def quiet(self) -> int:
        return self.quiet_refused + self.quiet_approved

    @property
    def refused(self) -> int:
        return self.flagged_refused + self.quiet_refused

    @property
    def approved(self) -> int:
        return self.flagged_approved + self.quiet_approved

    @property
    def precision(self) -> float | None:
        """Return which share of what was flagged was refused."""
        return self.flagged_refused / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        """Return which share of what was refused had been flagged."""
        return self.flagged_refused / self.refused if self.refused else None


def outcomes(counted: dict[tuple[int, State], int], bars: int) -> list[Counter[str]]:
    """Return what became of the texts of each bar."""
    found: list[Counter[str]] = [Counter() for _ in range(bars)]
    for (bar, state), count in counted.items():
        found[bar][_OUTCOME_OF.get(state, state.value)] += count
    return found


def times(groups: Iterable[Decided]) -> Times:
    """Return how long first decisions took (nearest rank)."""
    # Runs that are in order already are merged rather than sorted.
    waited = sorted(s for group in groups if group.first for s in group.waited)
    if not waited:
        return Times(0)
    return Times(len(waited), _rank(waited, 50), _rank(waited, 90))


def times_by_bar(groups: Sequence[Decided], bars: int) -> list[Times]:
    of_bar: list[list[Decided]] = [[] for _ in range(bars)]
    for group in groups:
        of_bar[group.bar].append(group)
    return [times(found) for found in of_bar]


def by_rule(groups: Iterable[Decided]) -> list[ByRule]:
    """Return the rules that decisions named, the most frequent first."""
    counts: dict[str, Counter[State]] = {}
    for group in groups:
        if group.rule is not None and group.to in REFUSED:
            counts.setdefault(group.rule, Counter())[group.to] += group.count
    found = [
        ByRule(rule, c[State.REJECTED], c[State.REMOVED], c[State.SPAM])
        for rule, c in counts.items()
    ]
    return sorted(found, key=lambda row: (-row.total, row.rule))


def by_person(groups: Sequence[Decided]) -> list[ByPerson]:
    known = {group.moderator for group in groups}
    own = {id_: [g for g in groups if g.moderator == id_] for id_ in known}
    return [
        ByPerson(id_, sum(group.count for group in found), times(found))
        for id_, found in own.items()
    ]


def agreement(groups: Iterable[Decided]) -> Agreement:
    """Return it for the last decision about each text in the period."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for group in groups:
        if group.flagged is None:
            continue
        counts[group.flagged, group.to in REFUSED] += group.count
        if group.instead_of is not None:
            counts[group.flagged, group.instead_of in REFUSED] -= group.count
    return Agreement(
        flagged_refused=counts[True, True],
        flagged_approved=counts[True, False],
        quiet_refused=counts[False, True],
        quiet_approved=counts[False, False],
    )


def _rank(ordered: Sequence[int], percent: int) -> int:
    return ordered[-(-len(ordered) * percent // 100) - 1]
