"""The words of the texts that are learned from, and what the encoder makes of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

WORD: Final = re.compile(r"[^\W\d_]+")
LONGEST: Final = 30

Floats = NDArray[np.float32]


class WordVectors(NamedTuple):
    """Words in small letters, and a vector for each."""

    words: list[str]
    vectors: Floats


def words(text: str) -> Iterator[str]:
    return (word for word in WORD.findall(text) if len(word) <= LONGEST)


def spellings(texts: Iterable[str]) -> dict[str, str]:
    """Return each word in small letters with how it is spelled most often."""
    counted: dict[str, Counter[str]] = {}
    for text in texts:
        for word in words(text):
            counted.setdefault(word.lower(), Counter())[word] += 1
    # Of spellings that are as common, the first in order: the same file each time.
    return {
        word: min(counted[word].items(), key=lambda of: (-of[1], of[0]))[0]
        for word in sorted(counted)
    }


def write(path: Path, found: WordVectors) -> None:
    vectors = found.vectors.astype(np.float16)
    np.savez(path, words=np.array(found.words), vectors=vectors)


def read(path: Path) -> WordVectors:
    with np.load(path, allow_pickle=False) as held:
        return WordVectors(held["words"].tolist(), held["vectors"].astype(np.float32))
