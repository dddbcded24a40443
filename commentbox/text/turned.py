"""Words written upside down, and with the letters that make up flags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commentbox.text.folding import Edit

TURNED: Final[dict[str, str]] = {
    **dict(
        zip("ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz", "abcdefghijklmnopqrstuvwxyz", strict=True)
    ),
    **dict(zip("äöüß", "äöüß", strict=True)),
    **dict(zip("ɓᵷəıɿ∀ƆƎℲפ⅁∩Λ⅄ʃ", "ggeijacefggnvyl", strict=True)),
}
#: A word with two of these is read from its end.
TELLING: Final = "ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ"
NOT_LATIN: Final = re.compile(f"[{TELLING}]")
LONG_ENOUGH: Final = 2
WORD: Final = re.compile(r"[^\W\d_]++")
#: Two of these are a flag, four two flags or a word; they are letters from three on.
FLAGS: Final = re.compile("[\U0001f1e6-\U0001f1ff]{3,}+")


def upright(match: re.Match[str]) -> Iterator[Edit]:
    """Turn a word round, letter by letter."""
    word = match.group()
    if word.isascii() or sum(ch in TELLING for ch in word) < LONG_ENOUGH:
        return
    if all(ch in TURNED for ch in word):
        for at, ch in enumerate(reversed(word), match.start()):
            yield TURNED[ch], at, at + 1


def spelt(match: re.Match[str]) -> Iterator[Edit]:
    """Turn the letters of flags into letters."""
    for at, ch in enumerate(match.group(), match.start()):
        yield chr(ord(ch) - 0x1F1E6 + ord("a")), at, at + 1
