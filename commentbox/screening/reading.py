"""A draft as the checks read it: as it was written, and with its disguise undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from commentbox.domain.submission import Draft
from commentbox.text.normalise import Normalised, normalise

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
    return word.lower().replace("ß", "ss").replace("’", "'")


class Text:
    """A draft and its normalised form, each computed once, when first asked for."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    @property
    def body(self) -> str:
        return self.draft.body

    @property
    def language(self) -> str:
        """Return the primary subtag: ``de`` for ``de-AT``."""
        return self.draft.language.lower().replace("_", "-").partition("-")[0]

    @cached_property
    def undisguised(self) -> Normalised:
        return normalise(self.body)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words as they were written."""
        return tuple(tokenise(self.body))

    @cached_property
    def undisguised_tokens(self) -> tuple[Token, ...]:
        """The words of the normalised form, with their places in the original."""
        form = self.undisguised
        # One character may stand for a whole sentence; no text that is written out
        # has more words than this, and no more are read.
        most = len(self.body) // 2 + 1
        return tuple(
            token._replace(start=start, end=end)
            for token in islice(tokenise(form.text), most)
            for start, end in [form.span(token.start, token.end)]
        )

    @cached_property
    def forms(self) -> tuple[tuple[Token, ...], ...]:
        """Both readings; one, where undoing the disguise changes no word."""
        plain, undisguised = self.tokens, self.undisguised_tokens
        if [t.word for t in plain] == [t.word for t in undisguised]:
            return (plain,)
        return (plain, undisguised)


def words(text: str) -> list[str]:
    """Return the folded words of any text."""
    return [fold(match[0]) for match in WORD.finditer(text)]


def tokenise(text: str) -> Iterator[Token]:
    """Yield the words of any text with their places in it."""
    sentence = clause = end = 0
    opening = True
    for match in WORD.finditer(text):
        between = text[end : match.start()]
        if not SENTENCE_END.isdisjoint(between):
            sentence += 1
            opening = True
        if not CLAUSE_END.isdisjoint(between):
            clause += 1
        word = match[0]
        end = match.end()
        capital = word[0].isupper() and not opening
        yield Token(fold(word), match.start(), end, capital, sentence, clause)
        opening = False
