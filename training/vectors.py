"""Texts as the rows of a matrix, read by the very code that reads them at run time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from commentbox.domain.submission import Draft
from commentbox.screening.learned.features import features
from commentbox.screening.learned.hashing import buckets
from commentbox.screening.learned.language import LANGUAGES
from commentbox.screening.learned.surface import NAMES
from commentbox.screening.reading import Text
from training.corpus import Example

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Vectors(NamedTuple):
    """The examples with their hashed pieces, their surface and what each weighs."""

    examples: list[Example]
    hashes: list[NDArray[np.uint64]]
    surface: Floats
    language: Ints
    label: Ints
    source: NDArray[np.str_]
    weight: Floats

    def take(self, chosen: Ints) -> Vectors:
        """Return the chosen examples only."""
        return Vectors(
            [self.examples[at] for at in chosen],
            [self.hashes[at] for at in chosen],
            self.surface[chosen],
            self.language[chosen],
            self.label[chosen],
            self.source[chosen],
            self.weight[chosen],
        )

    def pieces(self, bits: int) -> sparse.csr_matrix:
        """Return one row a text, of length one, as the model weighs it."""
        found = [buckets(hashes, bits) for hashes in self.hashes]
        each = 1 / np.sqrt([max(len(one), 1) for one in found])
        return rows(found, 2**bits, each)


def rows(found: Sequence[Ints], width: int, each: Floats) -> sparse.csr_matrix:
    """Return a row for each, with its number at the places that were found."""
    sizes = np.array([len(one) for one in found])
    places = np.concatenate(found), np.concatenate(([0], sizes.cumsum()))
    values = np.repeat(each, sizes)
    return sparse.csr_matrix((values, *places), shape=(len(found), width))


def vectors(examples: Iterable[Example]) -> Vectors:
    """Return the examples as vectors."""
    known = list(examples)
    read = [features(Text(Draft(body=e.text, language=e.language))) for e in known]
    return Vectors(
        known,
        [one.hashes for one in read],
        np.array([[one.surface[name] for name in NAMES] for one in read]),
        np.array([LANGUAGES.index(one.language) for one in read]),
        np.array([example.label for example in known]),
        np.array([example.source for example in known]),
        np.array([example.weight for example in known]),
    )
