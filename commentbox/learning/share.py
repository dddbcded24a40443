"""A share of few cases, and how far the truth may be from it."""

from __future__ import annotations

from dataclasses import dataclass

from commentbox.evaluation.confusion import wilson


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
        return wilson(self.hits, self.n)[0] if self.n else 0.0

    @property
    def high(self) -> float:
        return wilson(self.hits, self.n)[1] if self.n else 1.0
