"""Write words as those do who do not want a machine to read them."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

WORD: Final = re.compile(r"[^\W\d_]{4,}")
#: Of the words that are long enough, so many are disguised.
SHARE: Final = 0.5


def disguised(text: str, seed: int) -> str:
    """Return the text with letters swapped, starred or doubled; the same each time."""
    rng = np.random.default_rng(seed)

    def changed(match: re.Match[str]) -> str:
        word = match.group()
        if rng.random() > SHARE:
            return word
        at = int(rng.integers(1, len(word) - 2))
        way = int(rng.integers(3))
        if way == 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if way == 1:
            return word[:at] + "*" + word[at + 1 :]
        return word[:at] + word[at] + word[at:]

    return WORD.sub(changed, text)
