"""A report as a picture: calibration, precision and recall, scores by label."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from commentbox.evaluation import figures
from commentbox.evaluation.confusion import wilson
from commentbox.evaluation.figures import Floats
from commentbox.evaluation.report import Report

TEMPLATE = "evaluation/plot.svg"

#: The side of each of the three fields, in units of the picture.
SIDE = 280
BINS = 10
BARS = 20
#: As many as can be told apart on a line of this length.
POINTS = 280


class Dot(NamedTuple):
    """The scores of a bin; ``low`` and ``high`` say how sure its share is."""

    x: float
    y: float
    low: float
    high: float
    radius: float


class Mark(NamedTuple):
    """A threshold on the curve of precision and recall."""

    x: float
    y: float
    name: str


class Bar(NamedTuple):
    """Upwards the share of the breaches in a bin, downwards that of the rest."""

    x: float
    up: float
    down: float


def svg(report: Report) -> str:
    environment = Environment(
        loader=PackageLoader("commentbox"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = _figure
    both = bool(report.labels.any()) and not bool(report.labels.all())
    return environment.get_template(TEMPLATE).render(
        report=report,
        side=SIDE,
        ticks=[(tick / 4, tick / 4 * SIDE) for tick in range(5)],
        dots=list(_dots(report)),
        curve=" ".join(_curve(report)) if report.labels.any() else "",
        marks=list(_marks(report)),
        bars=list(_bars(report)) if both else [],
        width=SIDE / BARS,
        thresholds=[(line.name, line.threshold * SIDE) for line in report.lines],
    )


def _dots(report: Report) -> Iterator[Dot]:
    bins = figures.reliability(report.labels, report.scores, BINS)
    filled = np.flatnonzero(bins.counts)
    largest = bins.counts.max(initial=1)
    for place in filled:
        count = int(bins.counts[place])
        share = float(bins.share[place])
        low, high = wilson(round(share * count), count)
        yield Dot(
            x=float(bins.mean_score[place]) * SIDE,
            y=_up(share),
            low=_up(low),
            high=_up(high),
            radius=3 + 6 * (count / largest) ** 0.5,
        )


def _curve(report: Report) -> Iterator[str]:
    precision, recall, _ = figures.curve(report.labels, report.scores)
    for place in _spread(precision):
        yield f"{recall[place] * SIDE:.1f},{_up(precision[place]):.1f}"


def _spread(points: Floats) -> list[int]:
    """Return places all along the row, the first and the last among them."""
    most = min(POINTS, points.size)
    return [int(place) for place in np.linspace(0, points.size - 1, most)]


def _marks(report: Report) -> Iterator[Mark]:
    for line in report.lines:
        counts = line.counts
        if counts.found:
            x, y = counts.recall * SIDE, _up(counts.precision)
            yield Mark(x, y, line.name)


def _bars(report: Report) -> Iterator[Bar]:
    shares = [
        np.histogram(report.scores[rows], BARS, (0, 1))[0] / max(1, rows.sum())
        for rows in (report.labels, ~report.labels)
    ]
    # Most texts score low; the square root keeps the few others visible.
    up, down = (np.sqrt(share) * SIDE / 2 for share in shares)
    for place in range(BARS):
        yield Bar(place * SIDE / BARS, float(up[place]), float(down[place]))


def _figure(value: float) -> str:
    return "not defined" if math.isnan(value) else f"{value:.3f}"


def _up(share: float) -> float:
    return (1 - share) * SIDE
