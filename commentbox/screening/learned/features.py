"""All that the trained models read from a text, computed once for each text."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.evidence import Span
from commentbox.screening.learned import codes, hashing
from commentbox.screening.learned.hashing import Pieces
from commentbox.screening.learned.language import language_of
from commentbox.screening.learned.lexical import insults
from commentbox.screening.learned.quoting import apart, inside
from commentbox.screening.learned.surface import surface
from commentbox.screening.reading import Text


class Features(NamedTuple):
    """The pieces of a text, where they stand, and how it looks."""

    language: str
    characters: Pieces
    words: Pieces
    #: Where in the normalised form each code point stands that the pieces cover.
    origin: codes.Places
    surface: dict[str, float]
    insults: list[Span]
    #: The hashes of all pieces, each once.
    hashes: NDArray[np.uint64]


_known: WeakKeyDictionary[Text, Features] = WeakKeyDictionary()


def features(text: Text) -> Features:
    """Return what the models read; computed when it is first asked for."""
    known = _known.get(text)
    if known is None:
        known = _known[text] = _read(text)
    return known


def _read(text: Text) -> Features:
    read = codes.read(text.undisguised)
    found = insults(text)
    quoted = inside(text, read)
    said = (token.word for token in text.undisguised_tokens)
    characters = apart(hashing.characters(read.codes), quoted)
    words = apart(hashing.words(read.codes), quoted)
    return Features(
        language=language_of(said, text.language),
        characters=characters,
        words=words,
        origin=read.origin,
        surface=surface(text, found),
        insults=found,
        hashes=_once(np.concatenate((characters.hashes, words.hashes))),
    )


def _once(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    # So few are sorted faster than ``np.unique`` finds them in a table.
    found = np.sort(hashes)
    return found[np.concatenate(([True], found[1:] != found[:-1]))[: len(found)]]
