"""What other thresholds would have done to the last decisions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commentbox.learning.scored import scored
from commentbox.models import Site

#: A small table of thresholds.
STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldHave:
    """What two thresholds would have done to decided texts.

    ``flagged`` counts those that would have been held back as well. Rightly: people
    found a breach of the rule; wrongly: they approved it.
    """

    check: str
    flag_from: float
    filter_from: float | None
    #: So many of the last decisions say whether the rule was broken.
    decided: int
    #: So many others were decided under other rules, and say nothing of this one.
    unknown: int
    breaches: int
    flagged: int
    flagged_rightly: int
    filtered: int
    filtered_rightly: int

    @property
    def flagged_wrongly(self) -> int:
        return self.flagged - self.flagged_rightly

    @property
    def filtered_wrongly(self) -> int:
        return self.filtered - self.filtered_rightly

    @property
    def missed(self) -> int:
        """Return how many breaches would not even have been flagged."""
        return self.breaches - self.flagged_rightly


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one threshold would have reached: texts, and breaches among them."""

    threshold: float
    reached: int
    rightly: int
    missed: int

    @property
    def wrongly(self) -> int:
        return self.reached - self.rightly


@dataclass(frozen=True, slots=True)
class Past:
    """The scores that a check gave to decided texts, in order of the score."""

    check: str
    approved: tuple[float, ...]
    broken: tuple[float, ...]
    unknown: int

    def would_have(self, flag_from: float, filter_from: float | None) -> WouldHave:
        flagged, flagged_rightly = self.reached(flag_from)
        filtered, filtered_rightly = (
            (0, 0) if filter_from is None else self.reached(filter_from)
        )
        return WouldHave(
            check=self.check,
            flag_from=flag_from,
            filter_from=filter_from,
            decided=len(self.approved) + len(self.broken),
            unknown=self.unknown,
            breaches=len(self.broken),
            flagged=flagged,
            flagged_rightly=flagged_rightly,
            filtered=filtered,
            filtered_rightly=filtered_rightly,
        )

    def reached(self, threshold: float) -> tuple[int, int]:
        """Return how many texts reach a threshold, and how many of them rightly."""
        rightly = len(self.broken) - bisect_left(self.broken, threshold)
        wrongly = len(self.approved) - bisect_left(self.approved, threshold)
        return rightly + wrongly, rightly

    def steps(self, thresholds: Sequence[float] = STEPS) -> list[Step]:
        """Return what each of some thresholds would have reached."""
        return [
            Step(
                threshold=threshold,
                reached=reached,
                rightly=rightly,
                missed=len(self.broken) - rightly,
            )
            for threshold in thresholds
            for reached, rightly in [self.reached(threshold)]
        ]


def past(session: Session, site: Site, check: str, *, last: int = 500) -> Past:
    """Return what a check had said of the last decided texts."""
    approved: list[float] = []
    broken: list[float] = []
    unknown = 0
    for text in scored(session, site.id, last=last, checks=(check,)):
        breach = text.word.breach(check)
        if breach is None:
            unknown += 1
        else:
            (broken if breach else approved).append(text.of(check).score)
    return Past(check, tuple(sorted(approved)), tuple(sorted(broken)), unknown)


def would_have(
    session: Session,
    site: Site,
    check: str,
    *,
    flag_from: float,
    filter_from: float | None,
    last: int = 500,
) -> WouldHave:
    """Return what these thresholds would have done to the last decisions."""
    return past(session, site, check, last=last).would_have(flag_from, filter_from)
