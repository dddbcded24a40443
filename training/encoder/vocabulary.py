"""Which of the 250,002 pieces German and English texts need, and the tokenizer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from commentbox.screening.encoder.tokenizer import BEGINS_WORD, MARKS, Tokenizer
from training.encoder.e5 import E5, Blocks

#: Debian's wngerman and wamerican.
WORD_LISTS: Final = ("ngerman", "american-english")
#: Common pieces are kept whatever the texts say: they come first in the published list.
COMMON: Final = 20_000
ENCODABLE: Final = "latin-1"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces that are kept, under their new numbers."""

    pieces: list[str]
    scores: list[float]
    words: Blocks

    def tokenizer(self) -> Tokenizer:
        return Tokenizer(self.pieces, self.scores)


def used_pieces(model: E5, words: Iterable[str]) -> set[int]:
    """Return the numbers of the pieces into which these words are cut."""
    tokenizer = Tokenizer(model.pieces, model.scores.tolist())
    return {number for word in words for number in tokenizer.of_word(word)}


def kept(model: E5, texts: Iterable[str], lists: Path) -> list[int]:
    """Return what is kept: used pieces, single characters, and the marks."""
    words = {word for text in texts for word in text.split()}
    listed = {
        word
        for name in WORD_LISTS
        for word in (lists / name).read_text("utf-8").split()
    }
    numbers = used_pieces(model, words | listed) | {*range(MARKS)}
    for number, piece in enumerate(model.pieces[: len(model.scores)]):
        bare = piece.removeprefix(BEGINS_WORD)
        if (len(bare) <= 1 or number < COMMON) and _is_ours(bare):
            numbers.add(number)
    return sorted(numbers)


def _is_ours(piece: str) -> bool:
    """Say whether German and English texts may hold it, emoji and signs included."""
    return not any(char.isalpha() and not _latin(char) for char in piece)


def _latin(char: str) -> bool:
    return char.encode(ENCODABLE, "ignore") != b""


def chosen(model: E5, numbers: list[int]) -> Vocabulary:
    return Vocabulary(
        [model.pieces[number] for number in numbers],
        [float(model.scores[number]) for number in numbers],
        model.words.rows(np.asarray(numbers, np.int64)),
    )
