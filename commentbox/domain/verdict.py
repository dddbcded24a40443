"""What the screening says about a draft: all findings, and the lane they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

from commentbox.domain.states import State

#: The check whose filter threshold leads to the lane ``spam`` instead of ``filtered``.
SPAM_CHECK = "spam"

#: No check of the screening: a moderator has blocked the author. ``detail`` names the
#: block.
BLOCK_CHECK = "block"


class Outcome(IntEnum):
    """How far a finding reaches, by the thresholds of its check's rule."""

    NOTE = 0
    FLAG = 1
    FILTER = 2


@dataclass(frozen=True, slots=True)
class Binding:
    """A check, the rule it serves (``code``), and from which score it acts."""

    check: str
    rule: str | None
    flag_from: float
    filter_from: float | None = None

    def outcome(self, score: float | None) -> Outcome:
        if score is None:
            return Outcome.NOTE
        if self.filter_from is not None and score >= self.filter_from:
            return Outcome.FILTER
        return Outcome.FLAG if score >= self.flag_from else Outcome.NOTE


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the author's text that decided, with its share (0-1) of the score."""

    text: str
    start: int
    end: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check says.

    ``score`` is the probability of a breach; None means too short to judge.
    ``detail`` is a key word for the desk's wording ("iban"), never a sentence.
    """

    check: str
    score: float | None
    evidence: tuple[Evidence, ...] = ()
    detail: str = ""
    rule: str | None = None
    outcome: Outcome = Outcome.NOTE

    def as_json(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "score": self.score,
            "detail": self.detail,
            "rule": self.rule,
            "outcome": self.outcome.name.lower(),
            "evidence": [
                {"text": e.text, "start": e.start, "end": e.end, "share": e.share}
                for e in self.evidence
            ],
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        return cls(
            check=row["check"],
            score=row["score"],
            detail=row["detail"],
            rule=row["rule"],
            outcome=Outcome[row["outcome"].upper()],
            evidence=tuple(Evidence(**e) for e in row["evidence"]),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings, not only the worst: who decides needs the whole case."""

    findings: tuple[Finding, ...]

    @property
    def lane(self) -> State:
        """Return where it waits: a machine never publishes or rejects for good."""
        decisive = self.decisive
        if decisive is None:
            return State.PENDING
        return State.SPAM if decisive.check == SPAM_CHECK else State.FILTERED

    @property
    def decisive(self) -> Finding | None:
        """Return the strongest finding that passed a filter threshold, if one did."""
        filtering = [f for f in self.findings if f.outcome is Outcome.FILTER]
        return max(filtering, key=lambda f: f.score or 0.0, default=None)
