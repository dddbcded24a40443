"""Names that pass for another's: whoever reads them sees the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from unicodedata import category

from commentbox.text.confusables import LEET, latin
from commentbox.text.incoming import decomposed, xml_safe

_LETTERS: Final = str.maketrans(LEET)
#: One letter at a glance. Capital I, small l and 1 are one stroke in many fonts.
AT_A_GLANCE: Final = (("l", "i"), ("rn", "m"), ("vv", "w"))
#: ``GraceTeam`` is two words.
HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
#: A letter in ``@dmin``, none in ``@Grace``.
SIGNS: Final = re.compile(r"[@$!|€]")
#: Marks on letters, and format characters.
UNSEEN: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
WORD: Final = re.compile(r"[^\W_]+")


@lru_cache(maxsize=256)
def skeleton(name: str) -> str:
    """Return what is left of a name at a glance: equal for names that look alike."""
    return "".join(_words(name))


def looks_like(name: str, reserved: Iterable[str]) -> str | None:
    """Return the reserved name that this one imitates, whole or among other words."""
    seen = _readable(name)
    # Mostly these are one and the same.
    written = {seen, HUMP.sub(" ", seen), SIGNS.sub(" ", seen)}
    readings = [*map(_words, written)]
    for known in reserved:
        wanted = skeleton(known)
        if wanted and any(_stands_in(wanted, words) for words in readings):
            return known
    return None


def _readable(name: str) -> str:
    if name.isascii() and name.isprintable():
        return name
    letters = latin(decomposed(xml_safe(name)))
    return "".join(
        ch for ch in letters if category(ch)[0] != "M" and category(ch) != "Cf"
    )


def _words(name: str) -> list[str]:
    """Return the skeletons of the words of a name, in their order."""
    name = _readable(name).translate(_LETTERS).casefold()
    for seen, taken_for in AT_A_GLANCE:
        name = name.replace(seen, taken_for)
    return WORD.findall(name)


def _stands_in(wanted: str, words: list[str]) -> bool:
    """Say whether words that follow each other make up the name that is wanted."""
    for first in range(len(words)):
        joined = ""
        for word in words[first:]:
            joined += word
            if len(joined) >= len(wanted):
                break
        if joined == wanted:
            return True
    return False
