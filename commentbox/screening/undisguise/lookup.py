"""Find the word that a pattern with letters left out stands for."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from commentbox.screening.undisguise.mend import mended
from commentbox.screening.undisguise.vocabulary import vocabulary, with_sharp_s

WILD: Final = "\0"
LONGEST: Final = 64
#: No text needs more looked up; what is beyond stays as it is.
MOST: Final = 100
#: What is masked most often comes to mind first.
OFTEN: Final = (
    *("scheiß", "scheiss", "arsch", "fick", "fotze", "hure", "nutte", "wichs"),
    *("idiot", "nazi", "fuck", "shit", "cunt", "bitch", "asshole"),
)
HEAVY: Final = 0.2
#: A word of which fewer letters are left is a guess.
FEWEST: Final = 2
#: A word as short as this has to show all of its letters, or all but one of four.
SHORTEST: Final = 4


def meant_by(template: str) -> str | None:
    """Return the heaviest word that fits, with a wild card for each letter masked."""
    visible = [(at, ch) for at, ch in enumerate(template) if ch != WILD]
    enough = FEWEST + (template[-1] == WILD) + 2 * (template[0] == WILD)
    if len(template) < SHORTEST:
        return None
    if len(visible) < enough or 10 * len(visible) < 3 * len(template):
        return None
    words = _bucket(len(template), template[0], template[-1])
    for word in words:
        if all(word[at] == ch for at, ch in visible):
            # A footnote hangs on any word, a mask at the end on a heavy one.
            return word if enough == FEWEST or weighs(word) else None
    return None


def weighs(word: str) -> bool:
    return vocabulary().get(mended(word), HEAVY) >= HEAVY


def _bucket(length: int, first: str, last: str) -> list[str]:
    return _buckets().get((length, first.strip(WILD), last.strip(WILD)), [])


@lru_cache(maxsize=1)
def _buckets() -> dict[tuple[int, str, str], list[str]]:
    found: dict[tuple[int, str, str], list[str]] = {}
    words = [*vocabulary(), *with_sharp_s()]
    for word in sorted(words, key=lambda word: not word.startswith(OFTEN)):
        for ends in ((word[0], word[-1]), (word[0], ""), ("", word[-1])):
            found.setdefault((len(word), *ends), []).append(word)
    return found
