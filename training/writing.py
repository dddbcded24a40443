"""Write a trained model into the file that is shipped."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.kinship import Kinship
from training.linear import Linear
from training.stacking import Stack
from training.vectors import Floats, Vectors

#: A weight is one of so many steps to either side; few texts need the largest.
STEPS = 127
CLIPPED = 99.98
#: One, the margin, the lexicon, its severe entries, and kinship or the encoder.
COLUMNS = 5


def written(
    version: str,
    linear: Linear,
    stack: Stack,
    with_encoder: Stack | None = None,
    kinship: Kinship | None = None,
) -> bytes:
    """Return the content of the file.

    A stack that reads no kinship counts it for nothing; without one that was fitted
    with the encoder, what the encoder says counts for nothing either.
    """
    table, step = in_steps(linear.table)
    kin, kinship_step = in_steps(np.zeros(2) if kinship is None else kinship.table)
    surface = linear.surface / linear.spread
    starts = linear.start - surface @ linear.middle
    content = BytesIO()
    np.savez_compressed(
        content,
        version=np.array(version),
        table=table,
        step=np.float32(step),
        kinship=kin,
        kinship_step=np.float32(kinship_step),
        surface=surface.astype(np.float32),
        starts=starts.astype(np.float32),
        stack=filled(stack),
        stack_with_encoder=filled(
            with_encoder or Stack(stack.weights[:, : COLUMNS - 1])
        ),
    )
    return content.getvalue()


def margins(file: Path | BytesIO, of: Vectors) -> Floats:
    """Return the margins that a written model gives to texts."""
    with np.load(file, allow_pickle=False) as held:
        table, step, surface, starts = (
            held[name].astype(float) for name in ("table", "step", "surface", "starts")
        )
    none, one = np.zeros(surface.shape[1]), np.ones(surface.shape[1])
    return Linear(table * step, surface, none, one, starts).scores(of)


def stack_with_encoder(file: Path) -> Stack:
    """Return the stack of a written model for texts that the encoder has read."""
    with np.load(file, allow_pickle=False) as held:
        return Stack(held["stack_with_encoder"].astype(float))


def in_steps(table: Floats) -> tuple[NDArray[np.int8], float]:
    """Return the weights as steps, and what a step is worth."""
    used = np.abs(table[table != 0])
    largest = float(np.percentile(used, CLIPPED)) if len(used) else 1.0
    step = largest / STEPS
    return np.clip(np.round(table / step), -STEPS, STEPS).astype(np.int8), step


def filled(stack: Stack) -> NDArray[np.float32]:
    """Return the weights of as many columns as the run time has."""
    missing = COLUMNS - stack.weights.shape[1]
    return np.pad(stack.weights, ((0, 0), (0, missing))).astype(np.float32)
