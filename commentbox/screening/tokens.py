"""Words of a text with their places, and how the lexicons write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SENTENCE_END = frozenset(".!?;:…\n")
CLAUSE_END = SENTENCE_END | frozenset(',–—()[]"„“”«»')


class Token(NamedTuple):
    """A word with its place: offsets into the original body, sentence and clause."""

    word: str
    start: int
    end: int
    #: Begins with a capital letter that the beginning of a sentence does not explain.
    capital: bool
    sentence: int
    clause: int


def fold(word: str) -> str:
    """Return ``word`` as the lexicons write it: lower case, ``ss`` for ``ß``."""
    small = word.lower()
    if small.isascii():
        return small
    return small.replace("ß", "ss").replace("’", "'")


def words(text: str) -> list[str]:
    """Return the folded words of any text."""
    found = WORD.findall(text)
    # All at once, one a line: a word has no line end in it.
    return fold("\n".join(found)).split("\n") if found else []


def tokenise(text: str) -> Iterator[Token]:
    """Yield the words of any text with their places in it."""
    sentence = clause = end = 0
    opening = True
    for match, word in zip(WORD.finditer(text), words(text), strict=True):
        start, after = match.span()
        between = text[end:start]
        # Mostly a space, which ends nothing.
        if between != " " and not CLAUSE_END.isdisjoint(between):
            clause += 1
            if not SENTENCE_END.isdisjoint(between):
                sentence += 1
                opening = True
        end = after
        capital = not opening and text[start].isupper()
        yield Token(word, start, end, capital, sentence, clause)
        opening = False
