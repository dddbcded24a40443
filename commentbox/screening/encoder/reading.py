"""How the encoder reads a text: in windows, at a cost that no text can drive up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.encoder.cleaning import cleaned, words
from commentbox.screening.encoder.embeddings import Embeddings, Floats
from commentbox.screening.encoder.tokenizer import Tokenizer, framed

#: From vectors to a logit per piece and language; their mean is that of the text.
Run = Callable[[Floats], NDArray[np.float32]]

WINDOW: Final = 94
WINDOWS: Final = 3


@dataclass(frozen=True, slots=True)
class Encoder:
    """Immutable; safe to use from several threads."""

    tokenizer: Tokenizer
    embeddings: Embeddings
    run: Run

    def logits(self, text: str) -> Floats:
        """Return how hostile the text is, a logit a head.

        Of several windows it is the middle between their mean and the worst.
        """
        windows = self._windows(words(cleaned(text)))
        found = np.stack([self._logits(window) for window in windows])
        return np.asarray((found.max(0) + found.mean(0)) / 2)

    def _logits(self, numbers: Sequence[int]) -> Floats:
        return np.asarray(self.run(self._states(numbers))[0].mean(0))

    def _states(self, numbers: Sequence[int]) -> Floats:
        return self.embeddings.of(framed(numbers))[None]

    def _windows(self, said: Sequence[str]) -> list[list[int]]:
        """Return the whole text, or its beginning, its middle and its end."""
        pieces = self.tokenizer.of_words(said, WINDOW * WINDOWS + 1)
        count = -(-len(pieces) // WINDOW) or 1
        if count <= WINDOWS:
            parts = np.array_split(np.asarray(pieces, np.int64), count)
            return [part.tolist() for part in parts]
        middle = self.tokenizer.of_words(said[len(said) // 2 :], WINDOW)
        # Every word is at least one piece: the last ones hold a window.
        end = _joined([self.tokenizer.of_word(word) for word in said[-WINDOW:]])
        return [pieces[:WINDOW], middle, end[-WINDOW:]]


def _joined(pieces: Sequence[Sequence[int]]) -> list[int]:
    return list(chain.from_iterable(pieces))
