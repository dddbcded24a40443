"""One check: a name, a pure function and the time that it may take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commentbox.domain.verdict import Finding
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text

Judge = Callable[[Text, Facts], Finding | Iterable[Finding] | None]

#: Seconds of processor time. Ten times what hostile text costs, so that a slow machine
#: does not turn ordinary comments into cases.
BUDGET = 0.25


@dataclass(frozen=True, slots=True)
class Check:
    """A judge by name. A trained model is one more of these, or takes one's place."""

    name: str
    judge: Judge
    budget: float = BUDGET
    #: Loads what the judge needs, once; the budget is for judging alone.
    prepare: Callable[[], object] | None = None
