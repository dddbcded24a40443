"""Letters that stood apart all along, put together as if they were one word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from commentbox.screening.undisguise.mend import mended
from commentbox.screening.undisguise.vocabulary import LONGEST, short_words, vocabulary
from commentbox.text.folding import Edit, Normalised

#: Two words at least; of more than this the rest is left.
LONG: Final = re.compile(r"[^\W\d_]{5,400}")
#: What a letter costs that belongs to no word, beside one for each word.
UNKNOWN: Final = 2


def words_apart(form: Normalised) -> Callable[[re.Match[str]], Iterator[Edit]]:
    """Return what puts spaces into y o u i d i o t, which was joined to youidiot."""

    def edits(match: re.Match[str]) -> Iterator[Edit]:
        start, end = match.span()
        apart = sum(form.ends[at] < form.origin[at + 1] for at in range(start, end - 1))
        word = match.group()
        if 2 * apart < end - start or mended(word) in vocabulary():
            return
        for at in _ends_of_words(word):
            place = start + at - 1
            yield f"{form.text[place]} ", place, place + 1

    return edits


def _ends_of_words(letters: str) -> list[int]:
    """Return where words end within the letters, if these are words throughout."""
    known = _known()
    cost = [0] + [UNKNOWN * len(letters)] * len(letters)
    begins = [0] * len(cost)
    for end in range(1, len(cost)):
        cost[end], begins[end] = cost[end - 1] + 1 + UNKNOWN, end - 1
        for start in range(max(0, end - LONGEST), end):
            if cost[start] + 1 < cost[end] and letters[start:end] in known:
                cost[end], begins[end] = cost[start] + 1, start
    # At least three letters a word, or it is one that is not known.
    if 3 * cost[-1] > len(letters):
        return []
    places: list[int] = []
    at = begins[-1]
    while at > 0:
        places.append(at)
        at = begins[at]
    return places[::-1]


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(vocabulary()) | short_words()
