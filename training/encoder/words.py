"""What the encoder makes of single words, untaught: those used alike are alike."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from training.encoder.e5 import E5, WIDTH
from training.encoder.fit import Reader, Recipe
from training.encoder.net import pooled, start
from training.words import Floats

AT_ONCE = 512


def vectors(model: E5, reader: Reader, recipe: Recipe, words: Sequence[str]) -> Floats:
    """Return a vector a word: the mean over its pieces after the untaught layers."""
    weights = start(model.weights, recipe.layers, recipe.seed)
    found = torch.zeros((len(words), WIDTH))
    order = sorted(range(len(words)), key=lambda at: len(words[at]))
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for begin in range(0, len(order), AT_ONCE):
            places = order[begin : begin + AT_ONCE]
            states, seen = reader.batch([words[at] for at in places])
            found[places] = pooled(weights, states, seen, learning=False).float()
    means: Floats = found.numpy()
    return means
