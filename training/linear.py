"""Train several linear models and fold them into one vector of weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse
from sklearn.svm import LinearSVC

from commentbox.screening.learned.language import LANGUAGES
from training.vectors import Floats, Vectors

BITS = 19
#: How strongly a model may follow its texts; less for the plain one, which has more.
C_PLAIN, C_BAYES = 0.3, 0.3
#: What the surface weighs beside the pieces, which have length one together.
SURFACE = 0.2
SMOOTHED = 1.0
SEED = 7
#: Finer costs minutes and changes no figure.
TOLERANCE = 0.01


class Linear(NamedTuple):
    """Weights of pieces and of the surface, by language, and where each begins."""

    table: Floats
    surface: Floats
    middle: Floats
    spread: Floats
    start: Floats

    def scores(self, of: Vectors) -> Floats:
        """Return the margin of each text."""
        dense = (of.surface - self.middle) / self.spread
        by_language = np.einsum("ij,ij->i", dense, self.surface[of.language])
        bits = int(np.log2(len(self.table)))
        by_pieces: Floats = of.pieces(bits) @ self.table
        scores: Floats = by_pieces + by_language + self.start[of.language]
        return scores


def fitted(of: Vectors, bits: int = BITS) -> Linear:
    """Return a support vector machine and one over log-count ratios, folded."""
    pieces = of.pieces(bits)
    middle, spread = of.surface.mean(axis=0), np.maximum(of.surface.std(axis=0), 0.1)
    dense = SURFACE * (of.surface - middle) / spread
    own = [dense * (of.language == at)[:, None] for at in range(len(LANGUAGES))]
    starts = np.eye(len(LANGUAGES))[of.language]
    beside = sparse.csr_matrix(np.hstack([dense, *own, starts]))
    ratios = _log_count_ratios(pieces, of)
    table = np.zeros(2**bits)
    rest = np.zeros(beside.shape[1] + 1)
    for c, scale in ((C_PLAIN, np.ones(2**bits)), (C_BAYES, ratios)):
        both = sparse.hstack([pieces @ sparse.diags(scale), beside]).tocsr()
        machine = LinearSVC(C=c, tol=TOLERANCE, random_state=SEED)
        machine.fit(both, of.label, sample_weight=of.weight)
        weights = machine.coef_[0]
        table += weights[: 2**bits] * scale
        rest += np.append(weights[2**bits :], machine.intercept_)
    count = of.surface.shape[1]
    shared, *by_language = rest[: count * 3].reshape(3, count)
    surface = SURFACE * np.stack([shared + one for one in by_language])
    return Linear(table, surface, middle, spread, rest[count * 3 : -1] + rest[-1])


def _log_count_ratios(pieces: sparse.csr_matrix, of: Vectors) -> Floats:
    there = pieces.sign()
    counts = [
        np.asarray(there.T @ (of.weight * (of.label == label))) + SMOOTHED
        for label in (1, 0)
    ]
    bad, good = (np.log(count / count.sum()) for count in counts)
    ratios: Floats = bad - good
    return ratios
