"""Which words decided: what their pieces weigh, and what the lexicon says of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.evidence import Span
from commentbox.screening.learned.codes import ACCOUNT, LINKS
from commentbox.screening.learned.features import Features
from commentbox.screening.learned.hashing import Pieces
from commentbox.screening.learned.language import FUNCTION_WORDS, LANGUAGES
from commentbox.screening.learned.model import Floats, Model
from commentbox.screening.learned.quoting import covered
from commentbox.screening.learned.surface import NAMES
from commentbox.screening.reading import Text, Token

#: A word that decided less than this says nothing to a person.
LEAST: Final = 0.05
SHORTEST: Final = 3
OF_LEXICON: Final = tuple(
    at for at, name in enumerate(NAMES) if name.startswith("lexicon")
)


def deciding(
    text: Text,
    of: Features,
    model: Model,
    *,
    by_lexicon: bool = False,
    by_encoder: bool = False,
) -> list[Span]:
    """Return the words that spoke for it, each with its weight.

    ``by_lexicon`` says that the lexicon had the last word: its entries weigh the most.
    ``by_encoder`` says that the encoder has read the text, too.
    """
    along = _running_total(text, of, model, by_encoder=by_encoder)
    nameless = _accounts_and_links(text.body)
    words = [
        Span(token.start, token.end, float(along[token.end] - along[token.start]))
        for token in text.forms[-1]
        if not _says_nothing(token) and not nameless[token.start]
    ]
    words = [word for word in words if word.weight > 0]
    total = sum(word.weight for word in words)
    known = _known_words(of, model, total if by_lexicon else 0.0)
    spans = _merged(known, words, len(text.body))
    total = sum(span.weight for span in spans)
    return [span for span in spans if span.weight >= LEAST * total]


def _running_total(
    text: Text, of: Features, model: Model, *, by_encoder: bool
) -> NDArray[np.float64]:
    """Return what the pieces weigh up to each place in the original body."""
    along = np.zeros(len(of.origin) + 1)
    for pieces in (of.characters, of.words):
        _spread(along, pieces, model.shares(pieces, of, by_encoder=by_encoder))
    weights = np.cumsum(along)[:-1]
    origin = np.array(text.undisguised.origin, np.int64)
    inside = (of.origin >= 0) & (of.origin < len(origin))
    at_body = np.zeros(len(text.body) + 1)
    np.add.at(at_body, origin[of.origin[inside]] + 1, weights[inside])
    return np.cumsum(at_body)


def _spread(along: NDArray[np.float64], pieces: Pieces, weights: Floats) -> None:
    each = weights / np.maximum(pieces.ends - pieces.starts, 1)
    np.add.at(along, pieces.starts, each)
    np.subtract.at(along, pieces.ends, each)


def _known_words(of: Features, model: Model, least: float) -> list[Span]:
    """Return what the lexicon found; together it weighs what it adds to the score."""
    row = model.surface[LANGUAGES.index(of.language)]
    added = sum(float(row[at]) * of.surface[NAMES[at]] for at in OF_LEXICON)
    weight = max(added, least)
    total = sum(span.weight for span in of.insults)
    if weight <= 0 or total <= 0:
        return []
    return [s._replace(weight=weight * s.weight / total) for s in of.insults]


def _merged(known: Sequence[Span], words: Sequence[Span], length: int) -> list[Span]:
    """Return what the lexicon knows with the words in it, and the words beside it."""
    owner = [-1] * length
    for at, span in enumerate(known):
        owner[span.start : span.end] = [at] * (span.end - span.start)
    weights = [span.weight for span in known]
    beside = []
    for word in words:
        at = max(owner[word.start], owner[word.end - 1])
        if at < 0:
            beside.append(word)
        else:
            weights[at] += word.weight
    merged = zip(known, weights, strict=True)
    return [*(span._replace(weight=weight) for span, weight in merged), *beside]


def _accounts_and_links(body: str) -> bytearray:
    """Return for each character whether it is of a name that is not read."""
    found = chain(ACCOUNT.finditer(body), LINKS.finditer(body))
    return covered((match.span() for match in found), len(body))


def _says_nothing(token: Token) -> bool:
    return len(token.word) < SHORTEST or token.word in FUNCTION_WORDS
