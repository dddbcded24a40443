"""Words into the pieces that the encoder knows: the likeliest way to cut each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

START: Final = 0
END: Final = 2
UNKNOWN: Final = 3
#: Marks, not pieces of text: start, padding, end, unknown.
MARKS: Final = 4
BEGINS_WORD: Final = "\N{LOWER ONE EIGHTH BLOCK}"
UNKNOWN_COSTS: Final = 10.0
REMEMBERED: Final = 16_384


class Tokenizer:
    """Cuts by a unigram model; safe to use from several threads."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        self._pieces = {
            piece: (number, float(score))
            for number, (piece, score) in enumerate(zip(pieces, scores, strict=True))
            if number >= MARKS
        }
        self._longest = max(map(len, self._pieces))
        self._unknown = min(score for _, score in self._pieces.values()) - UNKNOWN_COSTS
        self.of_word = lru_cache(maxsize=REMEMBERED)(self._of_word)

    def of_words(self, words: Iterable[str], most: int) -> list[int]:
        """Return the numbers of the first ``most`` pieces of these words."""
        found: list[int] = []
        for word in words:
            found += self.of_word(word)
            if len(found) >= most:
                break
        return found[:most]

    def _of_word(self, word: str) -> tuple[int, ...]:
        return tuple(self._cut(BEGINS_WORD + word))

    def _cut(self, word: str) -> list[int]:
        """Return the cut with the highest sum of scores (Viterbi)."""
        size, known, longest = len(word), self._pieces, self._longest
        best = [0.0] + [-1e9] * size
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * (size + 1)
        for start in range(size):
            so_far = best[start]
            if so_far + self._unknown > best[start + 1]:
                best[start + 1] = so_far + self._unknown
                came[start + 1] = (start, UNKNOWN)
            for end in range(start + 1, min(size, start + longest) + 1):
                piece = known.get(word[start:end])
                if piece is not None and so_far + piece[1] > best[end]:
                    best[end] = so_far + piece[1]
                    came[end] = (start, piece[0])
        return _traced(came)


def framed(numbers: Sequence[int]) -> list[int]:
    """Return these pieces between the marks that the encoder expects."""
    return [START, *numbers, END]


def _traced(came: Sequence[tuple[int, int]]) -> list[int]:
    found, at = [], len(came) - 1
    while at > 0:
        at, number = came[at]
        found.append(number)
    return found[::-1]
