"""Read decided texts again as the shipped models see them today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from commentbox.domain.verdict import Finding, Verdict
from commentbox.learning.labels import Decided
from commentbox.screening.layer.apply import scores
from commentbox.screening.layer.features import CHECKS, Look, Scores, logit, look
from commentbox.screening.layer.fit import Examples, examples
from commentbox.screening.reading import Text
from commentbox.screening.screen import CHECKS as ASKED
from commentbox.screening.screen import UNSCREENED, prepare, screen

#: Only what is learnt from is asked.
LEARNT = tuple(check for check in ASKED if check.name in CHECKS)


@dataclass(frozen=True, slots=True)
class Study:
    """For each check, what there is to learn from, in the order of time."""

    examples: dict[str, Examples]
    #: All decisions that were looked at, and the latest of them.
    decisions: int
    last: int


@dataclass(slots=True)
class _Pile:
    own: list[float] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    breach: list[bool] = field(default_factory=list)


def study(texts: Iterable[Decided]) -> Study:
    """Judge each text anew, without the layer; what a check cannot tell is left out."""
    piles = {check: _Pile() for check in CHECKS}
    # On a busy machine the first text would not wait until the models are there.
    prepare(LEARNT)
    decisions = last = 0
    for text in texts:
        decisions, last = decisions + 1, text.word.decision
        said = scores_of(screen(text.draft, text.facts, checks=LEARNT))
        seen = look(Text(text.draft), said)
        for check, pile in piles.items():
            score, breach = said[check], text.word.breach(check)
            if score is not None and breach is not None:
                pile.own.append(logit(score))
                pile.looks.append(seen)
                pile.breach.append(breach)
    known = {c: examples(p.own, p.looks, p.breach) for c, p in piles.items()}
    return Study(known, decisions, last)


def scores_of(verdict: Verdict) -> Scores:
    """Return what each check said that can be taught, as a layer would be given it."""
    said: dict[str, list[Finding]] = {check: [] for check in CHECKS}
    for finding in verdict.findings:
        broken = finding.check == UNSCREENED
        said.get(finding.detail if broken else finding.check, []).append(finding)
    return scores(said)
