"""What a site may learn from: the shipped models' say, how a text looks, its words."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.learned import surface
from commentbox.screening.learned.features import features
from commentbox.screening.learned.hashing import buckets
from commentbox.screening.learned.shipped import shipped
from commentbox.screening.reading import Text

WORD_BITS: Final = 16
WORD_SPACE: Final = 2**WORD_BITS

#: The keys of ``generic_features``, in their order.
GENERIC: Final = (
    *("respect_logit", "spam_logit", "respect_lexicon"),
    *(name for name in surface.NAMES if name != "lexicon"),
)


def generic_features(text: Text) -> dict[str, float]:
    """Return the logits of the shipped models and the surface, by name."""
    read = features(text)
    known = {
        "respect_logit": shipped("respect").logit(read),
        "spam_logit": shipped("spam").logit(read),
        "respect_lexicon": read.surface["lexicon"],
        **read.surface,
    }
    return {name: known[name] for name in GENERIC}


def hashed_words(text: Text) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the buckets of words and pairs of words; the values have length one."""
    found = np.unique(buckets(features(text).words.hashes, WORD_BITS))
    value = 1 / np.sqrt(max(len(found), 1))
    return found, np.full(len(found), value, np.float32)
