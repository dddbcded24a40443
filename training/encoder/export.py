"""The one file that is shipped: pieces, their vectors, the layers."""

from __future__ import annotations

import io
from typing import Final

import numpy as np

from training.encoder.e5 import E5, WIDTH
from training.encoder.graph import in_eight_bits
from training.encoder.net import Weights
from training.encoder.vocabulary import Vocabulary

#: Places in a text that a window can reach.
PLACES: Final = 96


def shipped(model: E5, vocabulary: Vocabulary, weights: Weights) -> bytes:
    """Return the file: vectors in four bits, layers in eight."""
    published = model.weights
    places = published["emb.pos"].reshape(-1, WIDTH) + published["emb.type"][:WIDTH]
    file = io.BytesIO()
    np.savez_compressed(
        file,
        pieces=np.frombuffer("\n".join(vocabulary.pieces).encode(), np.uint8),
        scores=np.asarray(vocabulary.scores, np.float32),
        pairs=vocabulary.words.pairs,
        scales=vocabulary.words.scales,
        places=places[:PLACES].astype(np.float16),
        norm_weight=published["emb.ln.w"],
        norm_bias=published["emb.ln.b"],
        graph=np.frombuffer(in_eight_bits(weights), np.uint8),
    )
    return file.getvalue()
