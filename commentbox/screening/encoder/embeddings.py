"""Pieces of words as vectors, kept in four bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

EPSILON: Final = 1e-12


class Embeddings:
    """The table of the pieces, of their places in a text, and how both are scaled."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        #: pieces x blocks x 16 bytes: two numbers a byte.
        self._pairs = arrays["pairs"].astype(np.uint8)
        self._scales = arrays["scales"].astype(np.float16)
        self._places = arrays["places"].astype(np.float32)
        self._weight = arrays["norm_weight"].astype(np.float32)
        self._bias = arrays["norm_bias"].astype(np.float32)

    def of(self, numbers: Sequence[int]) -> Floats:
        """Return a row per piece."""
        rows = np.asarray(numbers)
        pairs, scales = self._pairs[rows], self._scales[rows].astype(np.float32)
        halves = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32)
        wide = ((halves - 8) * scales[..., None]).reshape(len(rows), -1)
        wide += self._places[: len(rows)]
        wide -= wide.mean(1, keepdims=True)
        spread = np.sqrt((wide * wide).mean(1, keepdims=True) + EPSILON)
        normed: Floats = wide / spread * self._weight + self._bias
        return normed
