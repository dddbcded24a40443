"""A trained model: one weight for each piece of a text, and some for how it looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.learned.features import Features
from commentbox.screening.learned.hashing import Hashes, Pieces, buckets
from commentbox.screening.learned.language import LANGUAGES
from commentbox.screening.learned.surface import NAMES

Floats = NDArray[np.float32]

#: Beyond this a probability says "always", which no model can know.
SUREST: Final = 8.0


@dataclass(frozen=True, slots=True)
class Model:
    """What training wrote; shared by all threads, and never changed."""

    version: str
    table: NDArray[np.int8]
    #: What one step of the table weighs.
    step: float
    #: Of the surface, one row for each language; ``starts`` one number for each.
    surface: Floats
    starts: Floats
    #: What each piece is worth by the words that are kin to its own, and a step of it.
    kinship: NDArray[np.int8]
    kinship_step: float
    #: By language: what the margin, the lexicon, its severe entries and kinship count
    #: for.
    stack: Floats
    #: The same where the encoder has read the text too: its logit instead of kinship.
    stack_with_encoder: Floats

    def margin(self, of: Features) -> float:
        """Return how far the text lies on the side of what is looked for."""
        hashes = of.hashes
        at = LANGUAGES.index(of.language)
        numbers = np.array([of.surface[name] for name in NAMES], np.float32)
        from_pieces = _sum(self.table, hashes) * self.step / _root(len(hashes))
        return from_pieces + float(self.surface[at] @ numbers) + float(self.starts[at])

    def kin(self, of: Features) -> float:
        """Return how far it lies there by the kin of its words."""
        hashes = of.hashes
        return _sum(self.kinship, hashes) * self.kinship_step / _root(len(hashes))

    def logit(self, of: Features, encoder: float | None = None) -> float:
        """Return the log-odds, with what the encoder says if it has read it."""
        at = LANGUAGES.index(of.language)
        severe, lexicon = of.surface["lexicon_severe"], of.surface["lexicon"]
        said = [1.0, self.margin(of), lexicon, float(severe > 0)]
        if encoder is None:
            said.append(self.kin(of))
            weights = self.stack[at]
        else:
            said.append(max(-SUREST, min(SUREST, encoder)))
            weights = self.stack_with_encoder[at]
        logit = float(weights @ np.array(said, np.float32))
        if not math.isfinite(logit):
            # Bounded, it would be the surest of all verdicts.
            raise ArithmeticError
        return max(-SUREST, min(SUREST, logit))

    def shares(self, pieces: Pieces, of: Features, *, by_encoder: bool) -> Floats:
        """Return what each piece of a text adds to its margin.

        What it adds by its kin is counted as what the margin would have to add for it;
        the encoder reads the kin of words by itself.
        """
        weights = _weights(self.table, pieces.hashes) * self.step
        if not by_encoder:
            _, margin, _, _, kinship = self.stack[LANGUAGES.index(of.language)].tolist()
            step = self.kinship_step * kinship / margin
            weights += _weights(self.kinship, pieces.hashes) * step
        return weights / np.float32(_root(len(of.hashes)))


def _weights(table: NDArray[np.int8], hashes: Hashes) -> Floats:
    """Return the weight of each piece, in steps."""
    return table[buckets(hashes, len(table).bit_length() - 1)].astype(np.float32)


def _sum(table: NDArray[np.int8], hashes: Hashes) -> int:
    bits = len(table).bit_length() - 1
    return int(table[buckets(hashes, bits)].sum(dtype=np.int64))


def _root(count: int) -> float:
    return math.sqrt(max(count, 1))


def probability(logit: float) -> float:
    """Return the share that log-odds stand for."""
    return 1 / (1 + math.exp(-logit))


def load(name: str) -> Model:
    """Return the shipped model ``name``."""
    found = files("commentbox.screening.shipped").joinpath(f"{name}.npz")
    return read(found.read_bytes())


def read(content: bytes) -> Model:
    """Return the model that a file holds; numbers only, so that no file runs code."""
    with np.load(BytesIO(content), allow_pickle=False) as held:
        arrays = {key: held[key] for key in held.files}
    for array in arrays.values():
        array.flags.writeable = False
    return Model(
        version=str(arrays.pop("version")),
        step=float(arrays.pop("step")),
        kinship_step=float(arrays.pop("kinship_step")),
        **arrays,
    )
