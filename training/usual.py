"""Count how usual runs of characters are, for what two texts share to be weighed by."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.learned.hashing import buckets
from commentbox.screening.likeness import STEPS, UNMET, runs_of_text
from training.corpus import RESPECT, SPAM, examples

BITS = 15
LANGUAGES = ("de", "en")
#: The largest number that a byte holds.
MOST = 255


def counted(folder: Path) -> dict[str, NDArray[np.uint8]]:
    """Return for each language how unlikely its runs are, in steps, by bucket."""
    counts = {language: np.zeros(2**BITS) for language in LANGUAGES}
    for example in examples(folder, RESPECT | SPAM):
        hashes = runs_of_text(example.text)
        np.add.at(counts[example.language], buckets(hashes, BITS), 1)
    return {language: in_steps(each) for language, each in counts.items()}


def in_steps(counts: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return shares as the powers of two that they are, in a byte each."""
    shares = (counts + UNMET) / counts.sum()
    steps = np.round(-STEPS * np.log2(shares))
    table: NDArray[np.uint8] = np.clip(steps, 0, MOST).astype(np.uint8)
    return table


def written(tables: dict[str, NDArray[np.uint8]]) -> bytes:
    """Return the content of the file."""
    content = BytesIO()
    np.savez_compressed(content, de=tables["de"], en=tables["en"])
    return content.getvalue()
