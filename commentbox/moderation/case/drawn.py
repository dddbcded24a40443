"""What a case that was decided blind shows afterwards: did machine and person agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commentbox.domain.states import State
from commentbox.domain.verdict import Finding, Outcome
from commentbox.moderation.history import Past
from commentbox.moderation.queue import Case

#: A person found that such a text should not be read.
REFUSED = frozenset({State.REJECTED, State.SPAM, State.REMOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    #: The screening had pointed at the text.
    pointed: bool
    #: It would have held the text back.
    held: bool
    #: Whoever decided first, without knowing of it, refused the text.
    refused: bool

    @property
    def agreed(self) -> bool:
        return self.pointed == self.refused


def drawn_of(case: Case, history: Sequence[Past]) -> Drawn | None:
    """Return it for a text that was decided blind; ``history`` is the latest first."""
    text = case.revision
    if not text.blind or text.findings_hidden:
        return None
    about = [p.decision for p in history if p.decision.revision == text.number]
    first = next((d for d in reversed(about) if not d.automated), None)
    if first is None:
        return None
    strongest = max(map(_reach, case.findings), default=Outcome.NOTE)
    return Drawn(
        pointed=strongest >= Outcome.FLAG,
        held=strongest >= Outcome.FILTER,
        refused=first.to_state in REFUSED,
    )


def _reach(finding: Finding) -> Outcome:
    """Return how far a finding reaches; a check that broke has said nothing."""
    return Outcome.NOTE if finding.score is None else finding.outcome
