"""Where a smooth and convex loss is least: L-BFGS, in the few lines that it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Loss = Callable[[Floats], tuple[float, Floats]]

STEPS: Final = 100
#: Steps that are remembered.
MEMORY: Final = 8
#: A step is halved so often before there is none to take.
HALVINGS: Final = 30
#: A step must win this share of what the slope promises.
ARMIJO: Final = 1e-4
#: Less than this is rounding.
ROUNDING: Final = 1e-12
#: It is enough when a step wins less than this share.
ENOUGH: Final = 1e-7


def descend(loss: Loss, start: Floats) -> Floats:
    """Return where ``loss``, which gives value and slope, is least."""
    here = start.copy()
    value, slope = loss(here)
    past: list[tuple[Floats, Floats]] = []
    for _ in range(STEPS):
        way = -_turned(slope, past)
        found = _step(loss, here, value, slope, way, first=not past)
        if found is None:
            return here
        there, value_there, slope_there = found
        moved, bent = there - here, slope_there - slope
        if float(moved @ bent) > ROUNDING:
            past = [*past, (moved, bent)][-MEMORY:]
        gained = value - value_there
        here, value, slope = there, value_there, slope_there
        if gained <= ENOUGH * max(1.0, abs(value)):
            return here
    return here


def _step(
    loss: Loss, here: Floats, value: float, slope: Floats, way: Floats, *, first: bool
) -> tuple[Floats, float, Floats] | None:
    """Return the longest halved step that wins enough; None: there is none."""
    down = float(slope @ way)
    # Nothing is known of the curvature yet.
    steep = float(np.abs(slope).sum()) + ROUNDING
    length = min(1.0, 1.0 / steep) if first else 1.0
    for _ in range(HALVINGS):
        there = here + length * way
        value_there, slope_there = loss(there)
        if value_there <= value + ARMIJO * length * down:
            return there, value_there, slope_there
        length /= 2
    return None


def _turned(slope: Floats, past: Sequence[tuple[Floats, Floats]]) -> Floats:
    """Return the slope as the inverse of the curvature seen so far turns it."""
    turned = slope.copy()
    kept = []
    for moved, bent in reversed(past):
        share = float(moved @ turned) / float(moved @ bent)
        kept.append(share)
        turned = turned - share * bent
    if past:
        moved, bent = past[-1]
        turned = turned * (float(moved @ bent) / float(bent @ bent))
    for (moved, bent), share in zip(past, reversed(kept), strict=True):
        other = float(bent @ turned) / float(moved @ bent)
        turned = turned + (share - other) * moved
    return turned
