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
from commentbox.screening.learned.hashing import Pieces, buckets
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
    #: By language: what the margin, the lexicon and its severe entries count for.
    stack: Floats
    #: The same where the encoder has read the text too; its logit comes last.
    stack_with_encoder: Floats

    @property
    def bits(self) -> int:
        return len(self.table).bit_length() - 1

    def margin(self, of: Features) -> float:
        """Return how far the text lies on the side of what is looked for."""
        hashes = of.hashes
        at = LANGUAGES.index(of.language)
        numbers = np.array([of.surface[name] for name in NAMES], np.float32)
        pieces = int(self.table[buckets(hashes, self.bits)].sum(dtype=np.int64))
        from_pieces = pieces * self.step / math.sqrt(max(len(hashes), 1))
        return from_pieces + float(self.surface[at] @ numbers) + float(self.starts[at])

    def logit(self, of: Features, encoder: float | None = None) -> float:
        """Return the log-odds, with what the encoder says if it has read it."""
        at = LANGUAGES.index(of.language)
        severe, lexicon = of.surface["lexicon_severe"], of.surface["lexicon"]
        said = [1.0, self.margin(of), lexicon, float(severe > 0)]
        weights = self.stack[at]
        if encoder is not None:
            said.append(max(-SUREST, min(SUREST, encoder)))
            weights = self.stack_with_encoder[at]
        logit = float(weights @ np.array(said, np.float32))
        if not math.isfinite(logit):
            # Bounded, it would be the surest of all verdicts.
            raise ArithmeticError
        return max(-SUREST, min(SUREST, logit))

    def shares(self, pieces: Pieces, count: int) -> Floats:
        """Return what each piece adds to the margin of a text of ``count`` pieces."""
        weights = self.table[buckets(pieces.hashes, self.bits)].astype(np.float32)
        return weights * np.float32(self.step / math.sqrt(max(count, 1)))


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
        **arrays,
    )
