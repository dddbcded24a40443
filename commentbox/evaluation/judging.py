"""Ask one check about cases, and keep what the figures need of its answers."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count

from commentbox.evaluation.cases import Case
from commentbox.screening.check import Check
from commentbox.screening.screen import CHECKS, UNSCREENED, prepare, screen

ASKED = {check.name: check for check in CHECKS}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A text that was misjudged; only kept where somebody asked for it."""

    line: int
    score: float
    text: str
    group: str


class Worst:
    """The texts of which a score was furthest off, as many as asked for."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._heap: list[tuple[float, int, Mistake]] = []
        # Breaks ties: mistakes have no order of their own.
        self._order = count(0, -1)

    def add(self, off_by: float, mistake: Mistake) -> None:
        if self.most:
            heapq.heappush(self._heap, (off_by, next(self._order), mistake))
            if len(self._heap) > self.most:
                heapq.heappop(self._heap)

    def worst_first(self) -> list[Mistake]:
        return [mistake for *_, mistake in sorted(self._heap, reverse=True)]


@dataclass(slots=True)
class Judged:
    """All answers, in the order of the file."""

    labels: list[bool | None] = field(default_factory=list)
    #: None: too short to judge.
    scores: list[float | None] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    #: The check broke or took too long: a person would look at these.
    broken: int = 0
    missed: Worst = field(default_factory=lambda: Worst(0))
    false_alarms: Worst = field(default_factory=lambda: Worst(0))

    def add(self, line: int, case: Case, check: Check, threshold: float) -> None:
        # Whoever loads slowly has not judged badly.
        prepare((check,))
        verdict = screen(case.draft, case.facts, checks=(check,))
        found = [f.score for f in verdict.findings if f.check == check.name]
        if any(f.check == UNSCREENED for f in verdict.findings):
            self.broken += 1
        # What has no finding was judged: there is nothing.
        score = found[0] if found else 0.0
        self.labels.append(case.label)
        self.scores.append(score)
        self.groups.append(case.group)
        self._note(line, case, score or 0.0, threshold)

    def _note(self, line: int, case: Case, score: float, threshold: float) -> None:
        mistake = Mistake(line, score, case.draft.body, case.group)
        if case.label and score < threshold:
            self.missed.add(-score, mistake)
        elif case.label is False and score >= threshold:
            self.false_alarms.add(score, mistake)
