"""Everything that a run has found, and a file in which it outlives the run."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.public.busy import Busy
from benchmarks.public.figures import Series
from benchmarks.public.growth import Grown
from benchmarks.public.posts import Posting
from benchmarks.public.resident import Resident


@dataclass
class Results:
    #: ``make bench`` with what was said to it.
    command: str
    machine: dict[str, str]
    revision: str
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    minutes: float = 0.0
    #: Programs that wanted a processor before it began; more than a few tenths, and
    #: somebody else was at work on the machine.
    busyness: float = 0.0
    sizes: list[int] = field(default_factory=list)
    bytes: dict[str, int] = field(default_factory=dict)
    reads: list[Series] = field(default_factory=list)
    busy: list[Busy] = field(default_factory=list)
    posting: Posting | None = None
    growth: list[Grown] = field(default_factory=list)
    resident: Resident | None = None
    #: What the measurement of the box in a browser has printed.
    box: str = ""
    #: Second opinions: what was counted or asked in another way.
    checks: list[str] = field(default_factory=list)
    #: Parts that could not be measured, and why.
    failed: dict[str, str] = field(default_factory=dict)


def keep(results: Results, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(results))


def kept(path: Path) -> Results:
    """Return what ``keep`` has stored: a file of ours, on this machine."""
    found = pickle.loads(path.read_bytes())  # noqa: S301
    assert isinstance(found, Results)  # noqa: S101 - nothing else is kept there
    return found
