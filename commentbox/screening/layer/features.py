"""What a layer looks at in a text: what the checks said, how it looks, its words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.links import links
from commentbox.screening.reading import Text, Token

#: The checks that a site may teach.
CHECKS: Final = ("respect", "spam", "topic", "politics")

#: So many buckets for words; what collides shares a weight.
WORD_SPACE: Final = 2**14
#: Words are told apart by so many letters: "Radweg" and "Radwegen" are one.
STEM: Final = 8
#: Longer texts are learnt from by their beginning.
MOST_WORDS: Final = 400

#: A score says no more than this, however sure its check is.
SUREST: Final = 6.0

#: How a text looks, beside what the checks said; all about 0 to 1. Not where it stands:
#: which discussions are lively differs from month to month, and misleads.
LOOKS: Final = (
    *("length", "short", "capitals", "exclamation", "question", "dots", "links"),
    *("digits", "quoted", "website"),
)
NAMES: Final = (
    *(f"says_{check}" for check in CHECKS),
    *LOOKS,
)

Scores = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Look:
    """A text as a layer sees it: numbers by ``NAMES``, and its words by bucket."""

    dense: NDArray[np.float64]
    buckets: NDArray[np.int64]
    #: What each bucket counts for; all together have the length one.
    value: float


def logit(score: float) -> float:
    """Return the log-odds of a probability, within what anybody can be sure of."""
    least = 1 / (1 + math.exp(SUREST))
    p = min(1 - least, max(least, score))
    return math.log(p / (1 - p))


def look(text: Text, scores: Scores) -> Look:
    """Return what there is to learn from in a text."""
    dense = [_said(scores.get(check)) for check in CHECKS]
    dense += _looks(text)
    found = sorted({bucket for _, bucket in words(text)})
    buckets = np.array(found, np.int64)
    value = 1 / math.sqrt(max(1, len(found)))
    return Look(np.array(dense, np.float64), buckets, value)


def words(text: Text) -> list[tuple[Token, int]]:
    """Return the words of the undisguised text, each with its bucket."""
    tokens = text.undisguised_tokens[:MOST_WORDS]
    return [(token, bucket(token.word)) for token in tokens if _is_telling(token)]


def bucket(word: str) -> int:
    """Return the place of a word's weight: the same in every process."""
    return crc32(word[:STEM].encode("utf-8", "replace")) % WORD_SPACE


def _is_telling(token: Token) -> bool:
    return len(token.word) > 2  # noqa: PLR2004 - "in", "am", "to" tell nothing


def _said(score: float | None) -> float:
    """Return what a check said from -1 to 1; one that could not tell stands between."""
    return 0.0 if score is None else logit(score) / SUREST


def _looks(text: Text) -> Sequence[float]:
    body = text.body
    letters = max(1, sum(map(str.isalpha, body)))
    count = len(text.tokens)
    return (
        math.log1p(count) / 6,
        1 / (1 + count),
        sum(map(str.isupper, body)) / letters,
        _some(body.count("!")),
        _some(body.count("?")),
        _some(body.count("...") + body.count("…")),
        _some(len(links(body))),
        sum(map(str.isdigit, body)) / (letters + 1),
        _some(sum(body.count(mark) for mark in '"„“»«>')),
        float(bool(text.draft.author_url)),
    )


def _some(count: int) -> float:
    """One is much more than none; ten are not much more than five."""
    return min(1.0, math.log1p(count) / 3)
