"""Rounds, and what is said of them: medians, and ratios within a round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.public.wrk import Load


@dataclass(frozen=True, slots=True)
class Series:
    """What one server did with one kind of request, a load for each round."""

    #: What was asked for, in which form, and who answered.
    target: str
    form: str
    server: str
    loads: list[Load] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return median(load.rate for load in self.loads)

    @property
    def cpu_ms(self) -> float:
        return median(load.cpu_ms for load in self.loads)

    @property
    def p50(self) -> float:
        return median(load.p50 for load in self.loads)

    @property
    def p99(self) -> float:
        return median(load.p99 for load in self.loads)

    def beside(self, other: Series) -> float:
        """Return the median ratio of requests a second, each within its round."""
        return ratio([a.rate for a in self.loads], [b.rate for b in other.loads])

    @property
    def spread(self) -> float:
        """Return how far the rounds lie apart, as a share of the median."""
        rates = [load.rate for load in self.loads]
        return (max(rates) - min(rates)) / self.rate


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """Return the median of the ratios of what was measured in the same round."""
    return median(a / b for a, b in zip(of, to, strict=True))


def find(
    series: Iterable[Series], target: str, form: str, server: str
) -> Series | None:
    wanted = (target, form, server)
    return next((s for s in series if (s.target, s.form, s.server) == wanted), None)
