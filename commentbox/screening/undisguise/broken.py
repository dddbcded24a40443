"""Words that a space or the end of a line has broken: Id iot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from commentbox.screening.undisguise.vocabulary import spared, vocabulary
from commentbox.text.folding import Edit

WORD: Final = re.compile(r"[^\W_]++")
#: What a word must weigh to be put together across a space.
WORTH_JOINING: Final = 0.6
FOUND_ANYWAY: Final = 0.2
SHORTEST: Final = 5
LONGEST: Final = 24


def rejoined(match: re.Match[str]) -> Iterator[Edit]:
    """Put words together of which the parts are neither words nor found already."""
    for one, two in pairwise(WORD.finditer(match.string)):
        at, after = one.end(), two.start()
        if after != at + 1 or not match.string[at].isspace():
            continue
        if not SHORTEST <= two.end() - one.start() - 1 <= LONGEST:
            continue
        left, right = one.group(), two.group()
        if is_broken(left, right) and f"{left} {right}" not in spared():
            yield "", at, after


def is_broken(left: str, right: str) -> bool:
    """Whether two words make an insult, and neither of them is one."""
    known = vocabulary()
    return (
        known.get(left + right, 0.0) >= WORTH_JOINING
        and max(known.get(left, 0.0), known.get(right, 0.0)) < FOUND_ANYWAY
    )
