"""What is right and wrong where a line is drawn: four counts and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from commentbox.evaluation.figures import NAN

#: Of the normal distribution: 95 % lie within so many deviations.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts by what it is and what was said of it."""

    found: int
    false_alarms: int
    missed: int
    passed: int

    @property
    def precision(self) -> float:
        """Return how much of what is flagged is a breach; ``nan`` where nothing is."""
        return _share(self.found, self.found + self.false_alarms)

    @property
    def recall(self) -> float:
        return _share(self.found, self.found + self.missed)

    @property
    def false_alarm_rate(self) -> float:
        return _share(self.false_alarms, self.false_alarms + self.passed)

    @property
    def f1(self) -> float:
        """Return F1 of the breaches: 0 where none is found."""
        return _f1(self.found, self.false_alarms + self.missed)

    @property
    def macro_f1(self) -> float:
        """Return the mean of F1 of the breaches and F1 of the rest."""
        wrong = self.false_alarms + self.missed
        return (self.f1 + _f1(self.passed, wrong)) / 2

    @property
    def accuracy(self) -> float:
        right = self.found + self.passed
        return _share(right, right + self.false_alarms + self.missed)


def confusion(labels: ArrayLike, flagged: ArrayLike) -> Confusion:
    """Compare what is true with what is said: two rows of true and false."""
    truth = np.asarray(labels).astype(np.bool_)
    said = np.asarray(flagged).astype(np.bool_)
    return Confusion(
        found=int((truth & said).sum()),
        false_alarms=int((~truth & said).sum()),
        missed=int((truth & ~said).sum()),
        passed=int((~truth & ~said).sum()),
    )


def macro_f1(labels: ArrayLike, flagged: ArrayLike) -> float:
    return confusion(labels, flagged).macro_f1


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval (Wilson) of a share."""
    if not of:
        return NAN, NAN
    share, squared = hits / of, Z * Z
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = Z * sqrt(share * (1 - share) / of + squared / (4 * of * of))
    half /= 1 + squared / of
    return max(0.0, middle - half), min(1.0, middle + half)


def _share(part: int, of: int) -> float:
    return part / of if of else NAN


def _f1(right: int, wrong: int) -> float:
    return 2 * right / (2 * right + wrong) if right else 0.0
