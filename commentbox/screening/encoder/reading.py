"""How the encoder reads a text: in windows, at a cost that no text can drive up."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.encoder.cleaning import MAX_TEXT, cleaned, words
from commentbox.screening.encoder.embeddings import Embeddings, Floats
from commentbox.screening.encoder.tokenizer import Tokenizer, framed

#: From vectors to a logit per piece and language; their mean is that of the text.
Run = Callable[[Floats], NDArray[np.float32]]
Share = tuple[int, int, float]

WINDOW: Final = 94
WINDOWS: Final = 3
#: So many words are left out one by one to see what they weigh.
LEFT_OUT: Final = 4
WORD: Final = re.compile(r"\S+")


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

    def shares(self, text: str, head: int) -> list[Share]:
        """Return the words that weigh most: what the logit loses without each.

        Only the first window is looked at.
        """
        spans = [match.span() for match in WORD.finditer(text[:MAX_TEXT])]
        pieces, kept = self._first_window(text, spans)
        if not kept:
            return []
        logits = self.run(self._states(_joined(pieces)))[0, :, head]
        of_words = np.add.reduceat(logits[1:-1], _starts(pieces))
        likeliest = sorted(np.argsort(-of_words)[:LEFT_OUT].tolist())
        whole = float(logits.mean())
        found = []
        for place in likeliest:
            rest = _joined([*pieces[:place], *pieces[place + 1 :]])
            weight = whole - float(self._logits(rest)[head])
            if weight > 0:
                found.append((*spans[kept[place]], weight))
        return found

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

    def _first_window(
        self, text: str, spans: Sequence[tuple[int, int]]
    ) -> tuple[list[list[int]], list[int]]:
        """Return the pieces of the first words, and which words these are."""
        pieces: list[list[int]] = []
        kept = []
        for place, (start, end) in enumerate(spans):
            found = self.tokenizer.of_words(words(cleaned(text[start:end])), WINDOW)
            if sum(map(len, pieces)) + len(found) > WINDOW:
                break
            if found:
                pieces.append(found)
                kept.append(place)
        return pieces, kept


def _joined(pieces: Sequence[Sequence[int]]) -> list[int]:
    return list(chain.from_iterable(pieces))


def _starts(pieces: Sequence[Sequence[int]]) -> list[int]:
    return [sum(map(len, pieces[:place])) for place in range(len(pieces))]
