"""Weights of words by their kin: what is said of some is believed of those used alike.

Words have vectors from a model of language that was never told what is hostile. A
machine over the sums of the vectors gives each word a weight, rare ones too, and the
weights go over to the pieces of the words, so that the run time knows neither words nor
vectors.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import lsqr
from sklearn.svm import LinearSVC

from commentbox.screening.learned import codes, hashing
from commentbox.screening.learned.hashing import buckets
from commentbox.screening.learned.language import LANGUAGES
from training.mentions import GROUPS
from training.vectors import Floats, Vectors, rows
from training.words import WordVectors, words

BITS: Final = 18
WIDTH: Final = 200
#: How far the directions in which words differ most are shortened; 1 makes all alike.
WHITENED: Final = 0.5
#: Few words lie flat in most directions, which say nothing of them.
FLAT: Final = 1e-6
#: What the sums weigh beside where a language begins.
SCALE: Final = 4.0
C: Final = 1.0
TOLERANCE: Final = 0.01
#: Names of groups are kin of words that despise them. Sentences that name them, with
#: contempt and without, count so often.
MENTIONS: Final = 2.0
#: The names of groups themselves are worth nothing, whoever their kin are.
NAMES: Final = sorted(
    {
        word.lower()
        for kinds in GROUPS.values()
        for names in kinds.values()
        for name in names
        for word in words(name)
    }
)
#: How strongly the weights of pieces are held to nothing, and how often they are
#: corrected: more changes no figure.
DAMPED: Final = 3.0
ROUNDS: Final = 60
SEED: Final = 7


class Kinship(NamedTuple):
    """Weights of pieces."""

    table: Floats

    def scores(self, of: Vectors) -> Floats:
        """Return what the pieces of each text weigh, as they do in its margin."""
        bits = int(np.log2(len(self.table)))
        scores: Floats = of.pieces(bits) @ self.table
        return scores


def fitted(of: Vectors, given: WordVectors, bits: int = BITS) -> Kinship:
    """Return the weights that the words of these texts have taught."""
    there = _there(of, given)
    count = np.asarray(there.sum(axis=0)).ravel()
    known = np.flatnonzero(count)
    count, there = count[known], there[:, known]
    vectors = narrowed(given.vectors[known], count)
    sizes = np.array([max(len(one), 1) for one in of.hashes])
    sums = SCALE * (there @ vectors) / np.sqrt(sizes)[:, None]
    begins = np.eye(len(LANGUAGES))[of.language]
    machine = LinearSVC(C=C, tol=TOLERANCE, random_state=SEED, dual=False)
    weight = np.where(of.source == "mentions", MENTIONS, 1.0) * of.weight
    machine.fit(np.hstack([sums, begins]), of.label, sample_weight=weight)
    weights = SCALE * vectors @ machine.coef_[0][: vectors.shape[1]]
    spelled = [given.words[at] for at in known]
    weights[np.isin(spelled, NAMES)] = 0
    # A word counts by the root of how often it is said.
    heavy = np.sqrt(np.sqrt(count))
    pieces = sparse.diags(heavy) @ _pieces(spelled, bits)
    solved = lsqr(pieces, heavy * weights, damp=np.sqrt(DAMPED), iter_lim=ROUNDS)
    return Kinship(solved[0])


def narrowed(vectors: NDArray[np.float32], count: Floats) -> Floats:
    """Return the vectors in the directions in which words that are used differ most."""
    heavy = np.log1p(count)
    centred = vectors - np.average(vectors, axis=0, weights=heavy)
    spread = (centred * heavy[:, None]).T @ centred / heavy.sum()
    values, directions = np.linalg.eigh(spread.astype(np.float64))
    best = np.argsort(-values)[:WIDTH]
    best = best[values[best] > FLAT * values.max()]
    narrow = centred @ directions[:, best] / values[best] ** (WHITENED / 2)
    scaled: Floats = narrow / np.sqrt((narrow**2).sum(axis=1).mean())
    return scaled


def _there(of: Vectors, given: WordVectors) -> sparse.csr_matrix:
    """Return which of the words each text has."""
    at = {word: place for place, word in enumerate(given.words)}
    found = [
        sorted({at[word.lower()] for word in words(e.text) if word.lower() in at})
        for e in of.examples
    ]
    places = [np.array(one, np.int64) for one in found]
    return rows(places, len(at), np.ones(len(found)))


def _pieces(known: list[str], bits: int) -> sparse.csr_matrix:
    """Return the pieces of each word, as it would stand alone."""
    space = np.array([codes.SPACE], np.uint32)
    found = []
    for word in known:
        framed = np.concatenate((space, codes.code_points(word), space))
        parts = hashing.characters(framed), hashing.words(framed)
        hashes = np.concatenate([part.hashes for part in parts])
        found.append(np.unique(buckets(hashes, bits)))
    return rows(found, 2**bits, np.ones(len(found)))
