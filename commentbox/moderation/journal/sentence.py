"""Sentences whose names stay apart from the words around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commentbox.web.i18n import gettext as _

GAP = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    #: Somebody's own: a name, a title. It may run in another direction.
    own: bool = False


Sentence = tuple[Words, ...]


def sentence(message: str, **gaps: Sentence | str) -> Sentence:
    """Return a message in the current language with its gaps filled in."""
    pieces: list[Words] = []
    for number, piece in enumerate(GAP.split(_(message))):
        given = gaps[piece] if number % 2 else (Words(piece),) if piece else ()
        pieces += (Words(given, own=True),) if isinstance(given, str) else given
    return tuple(pieces)


def plain(said: Sentence) -> str:
    return "".join(words.text for words in said)


def gaps_of(message: str) -> set[str]:
    return set(GAP.findall(message))
