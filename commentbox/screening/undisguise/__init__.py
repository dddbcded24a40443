"""Undo what only a lexicon can: masked, doubled and swapped letters, broken words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commentbox.screening.undisguise.broken import are_broken, is_broken
from commentbox.screening.undisguise.leet import LEETISH, from_leet, read_as_letters
from commentbox.screening.undisguise.masks import MASKED, unmasked
from commentbox.screening.undisguise.mend import mended, unmarked
from commentbox.screening.undisguise.run_on import LONG, words_apart
from commentbox.text.folding import Edit, Normalised, edited, rewritten
from commentbox.text.incoming import PILED

__all__ = ["undisguise"]

WORD: Final = re.compile(r"[^\W_]++")
LEET: Final = re.compile(r"[^\W\d_][@$!|€0-9]{1,2}[^\W\d_]")
#: A text of which less is left out has had no word put together from its letters.
FEW_GAPS: Final = 3


def undisguise(form: Normalised, original: str) -> Normalised:
    """Return the normalised ``form`` of a text with the words of the lexicons in it."""
    form = rewritten(form, LEETISH, read_as_letters)
    if len(form.text) + FEW_GAPS < len(original):
        form = rewritten(form, LONG, words_apart(form))
    form = rewritten(form, MASKED, unmasked())
    if LEET.search(original):
        form = rewritten(form, WORD, from_leet(form, original))
    return edited(form, _mended(form, original))


def _mended(form: Normalised, original: str) -> Iterator[Edit]:
    """Put words right, and together where a single space has broken one."""
    text = form.text
    has_marks = PILED.search(original) is not None
    words = WORD.findall(text)
    # Of most texts nothing needs to be put right: that is seen at once.
    if not (has_marks or are_broken(words) or [*map(mended, words)] != words):
        return
    before, end = "", 0
    held: list[Edit] = []
    for match in WORD.finditer(text):
        word = match.group()
        start = match.start()
        if is_broken(before, word) and start == end + 1 and text[end].isspace():
            # Together they are right: the first half is not put right by itself.
            held = []
            yield "", end, start
        else:
            yield from held
            meant = mended(word)
            if has_marks and meant == word and not word.isascii():
                meant = _unmarked(word, original, form.span(start, match.end()))
            held = list(replaced(word, meant, start)) if meant != word else []
        before, end = word, match.end()
    yield from held


def _unmarked(word: str, original: str, span: tuple[int, int]) -> str:
    """Among other marks on its letters those of ä, ö and ü are none, either."""
    return unmarked(word) if PILED.search(original, *span) else word


def replaced(word: str, meant: str, at: int) -> Iterator[Edit]:
    """Yield one edit for where the two words differ."""
    first = 0
    while first < min(len(word), len(meant)) and word[first] == meant[first]:
        first += 1
    last = 0
    most = min(len(word), len(meant)) - first
    while last < most and word[-1 - last] == meant[-1 - last]:
        last += 1
    if first + last == min(len(word), len(meant)):
        # The letter before (or after) shows where one was left out or put in.
        first, last = (first - 1, last) if first else (first, last - 1)
    yield meant[first : len(meant) - last], at + first, at + len(word) - last
