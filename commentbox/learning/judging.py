"""Whether what was learnt is any better, by decisions that it has not seen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from math import isnan
from typing import Any, Final

from commentbox.evaluation.figures import auc, average_precision
from commentbox.screening.layer.features import CHECKS
from commentbox.screening.layer.fit import Examples, Floats, log_loss, part
from commentbox.screening.layer.layer import Head

#: The newest fifth is held out, but never fewer or more than so many.
SHARE: Final = 0.2
FEWEST_HELD_OUT, MOST_HELD_OUT = 50, 1_000
#: Fewer than this to learn from, or of either kind among them, teach nothing.
FEWEST, FEWEST_OF_A_KIND = 50, 10
#: Fewer of either kind among those held out show nothing.
FEWEST_SHOWN: Final = 5
#: An order that is worse by no more than this is not worse.
MARGIN: Final = 0.01


class Why(StrEnum):
    """What came of it."""

    BETTER = "better"
    #: The surprise at what people decided was greater.
    LESS_TRUE = "less_true"
    #: Breaches stood less often above other texts.
    WORSE_ORDER = "worse_order"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Quality:
    """How well scores fit decisions; None: there were none of one kind."""

    log_loss: float
    auc: float | None
    average_precision: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFigures:
    """How a check did on the decisions that were held out: newly learnt and before."""

    trained_on: int
    trained_breaches: int
    judged_by: int
    judged_breaches: int
    why: Why
    candidate: Quality | None = None
    #: What was in force; None: the shipped model alone.
    in_force: Quality | None = None
    generic: Quality | None = None

    @property
    def accepted(self) -> bool:
        return self.why is Why.BETTER

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "why": self.why.value, "accepted": self.accepted}

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> CheckFigures:
        """Return what ``as_json`` wrote."""
        values = {k: v for k, v in given.items() if k != "accepted"}
        for name in ("candidate", "in_force", "generic"):
            values[name] = Quality(**values[name]) if values.get(name) else None
        return cls(**{**values, "why": Why(values["why"])})


def split(given: Examples) -> tuple[Examples, Examples]:
    """Return what is learnt from, and the newest, which judge it."""
    share = min(MOST_HELD_OUT, max(FEWEST_HELD_OUT, round(len(given) * SHARE)))
    cut = max(0, len(given) - share)
    return part(given, 0, cut), part(given, cut, len(given))


def enough(older: Examples, newer: Examples) -> bool:
    """Return whether there is anything to learn, and to judge it by."""
    return (
        len(older) >= FEWEST
        and _of_a_kind(older) >= FEWEST_OF_A_KIND
        and len(newer) >= FEWEST_HELD_OUT
        and _of_a_kind(newer) >= FEWEST_SHOWN
    )


def too_few(older: Examples, newer: Examples) -> CheckFigures:
    return CheckFigures(**_sizes(older, newer), why=Why.TOO_FEW)


def judge(
    older: Examples, newer: Examples, candidate: Head, in_force: Head | None
) -> CheckFigures:
    """Return how a head did beside the one in force and the shipped model."""
    new = _quality(newer.log_odds(candidate), newer)
    generic = _quality(newer.own, newer)
    known = _quality(newer.log_odds(in_force), newer) if in_force else None
    return CheckFigures(
        **_sizes(older, newer),
        why=verdict(new, *(q for q in (known, generic) if q)),
        candidate=new,
        in_force=known,
        generic=generic,
    )


def verdict(new: Quality, *before: Quality) -> Why:
    """Accept what is no less true, and no worse in order, than all that was before."""
    if any(new.log_loss > other.log_loss for other in before):
        return Why.LESS_TRUE
    orders = [other.auc for other in before if other.auc is not None]
    if new.auc is not None and any(new.auc < order - MARGIN for order in orders):
        return Why.WORSE_ORDER
    return Why.BETTER


def known_checks(figures: dict[str, Any]) -> dict[str, CheckFigures]:
    """Return the stored figures of a version, by check."""
    return {c: CheckFigures.from_json(figures[c]) for c in CHECKS if c in figures}


def _quality(log_odds: Floats, newer: Examples) -> Quality:
    truth = newer.breach == 1
    return Quality(
        log_loss=round(log_loss(log_odds, newer.breach), 4),
        auc=_known(auc(truth, log_odds)),
        average_precision=_known(average_precision(truth, log_odds)),
    )


def _known(figure: float) -> float | None:
    return None if isnan(figure) else round(figure, 4)


def _of_a_kind(given: Examples) -> int:
    breaches = int(given.breach.sum())
    return min(breaches, len(given) - breaches)


def _sizes(older: Examples, newer: Examples) -> dict[str, Any]:
    return {
        "trained_on": len(older),
        "trained_breaches": int(older.breach.sum()),
        "judged_by": len(newer),
        "judged_breaches": int(newer.breach.sum()),
    }
