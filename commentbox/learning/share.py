"""A share of few cases, and how far the truth may be from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Of the normal distribution, for an interval that holds in 95 of 100 cases.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``n``, with Wilson's 95 % interval around it."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """Return the share; None of none."""
        return self.hits / self.n if self.n else None

    @property
    def low(self) -> float:
        return max(0.0, self._middle - self._reach)

    @property
    def high(self) -> float:
        return min(1.0, self._middle + self._reach)

    @property
    def _middle(self) -> float:
        return (self.hits + Z * Z / 2) / (self.n + Z * Z)

    @property
    def _reach(self) -> float:
        if not self.n:
            return 0.5
        p = self.hits / self.n
        spread = p * (1 - p) / self.n + Z * Z / (4 * self.n * self.n)
        return Z * math.sqrt(spread) / (1 + Z * Z / self.n)
