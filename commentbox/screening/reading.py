"""A draft as the checks read it: as it was written, and with its disguise undone."""

from __future__ import annotations

from functools import cached_property
from itertools import islice

from commentbox.domain.submission import Draft
from commentbox.screening.links import Link, links
from commentbox.screening.tokens import WORD, Token, fold, tokenise, words
from commentbox.screening.undisguise import undisguise
from commentbox.text.normalise import Normalised, normalise

__all__ = ["WORD", "Text", "Token", "fold", "tokenise", "words"]


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
        return undisguise(normalise(self.body), self.body)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words as they were written."""
        return tuple(tokenise(self.body))

    @cached_property
    def links(self) -> list[Link]:
        return links(self.body)

    @cached_property
    def undisguised_tokens(self) -> tuple[Token, ...]:
        """The words of the normalised form, with their places in the original."""
        if self._is_plain:
            return self.tokens
        form = self.undisguised
        # One character may stand for a whole sentence; no text that is written out
        # has more words than this, and no more are read.
        most = len(self.body) // 2 + 1
        found: list[Token] = []
        before = -1
        for word, at, after, _, sentence, clause in islice(tokenise(form.text), most):
            start, end = form.origin[at], form.ends[after - 1]
            # The form is in small letters; the original says which were large.
            capital = sentence == before and self.body[start].isupper()
            found.append(Token(word, start, end, capital, sentence, clause))
            before = sentence
        return tuple(found)

    @property
    def _is_plain(self) -> bool:
        """Whether the normalised form is the body in small letters, one for one."""
        small = self.body.lower()
        if self.undisguised.text != small or small != self.body.casefold():
            return False
        places = range(len(self.body) + 1)
        form = self.undisguised
        return form.origin == tuple(places[:-1]) and form.ends == tuple(places[1:])

    @cached_property
    def forms(self) -> tuple[tuple[Token, ...], ...]:
        """Both readings; one, where undoing the disguise changes no word."""
        plain, undisguised = self.tokens, self.undisguised_tokens
        if plain is undisguised:
            return (plain,)
        if [t.word for t in plain] == [t.word for t in undisguised]:
            return (plain,)
        return (plain, undisguised)

    @cached_property
    def mended(self) -> str:
        """The body with its disguised words put right and all else as it stands.

        For a model that has learned from texts as people write them, with capitals
        and marks.
        """
        if len(self.forms) == 1:
            return self.body
        plain = {(token.start, token.end): token.word for token in self.tokens}
        pieces: list[str] = []
        at = 0
        for token in self.undisguised_tokens:
            start, end = token.start, token.end
            if start < at or plain.get((start, end)) == token.word:
                continue
            word = token.word
            if self.body[start].isupper():
                word = word.capitalize()
            pieces += [self.body[at:start], word]
            at = end
        return "".join([*pieces, self.body[at:]])
