"""Write a trained model into the file that is shipped."""

from __future__ import annotations

from io import BytesIO

import numpy as np

from training.linear import Linear
from training.stacking import Stack

#: A weight is one of so many steps to either side; few texts need the largest.
STEPS = 127
CLIPPED = 99.98


def written(
    version: str, linear: Linear, stack: Stack, with_encoder: Stack | None = None
) -> bytes:
    """Return the content of the file."""
    used = np.abs(linear.table[linear.table != 0])
    largest = float(np.percentile(used, CLIPPED)) if len(used) else 1.0
    step = largest / STEPS
    table = np.clip(np.round(linear.table / step), -STEPS, STEPS).astype(np.int8)
    surface = linear.surface / linear.spread
    starts = linear.start - surface @ linear.middle
    columns = np.zeros((len(stack.weights), 1))
    encoder = (
        with_encoder.weights if with_encoder else np.hstack([stack.weights, columns])
    )
    content = BytesIO()
    np.savez_compressed(
        content,
        version=np.array(version),
        table=table,
        step=np.float32(step),
        surface=surface.astype(np.float32),
        starts=starts.astype(np.float32),
        stack=stack.weights.astype(np.float32),
        stack_with_encoder=encoder.astype(np.float32),
    )
    return content.getvalue()
