"""The encoder as functions of its weights: embeddings, layers, one head a language."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch
from torch.nn import functional

from training.encoder.e5 import WIDTH, Blocks, Floats

Tensor = Any
Weights = dict[str, Tensor]

HEADS: Final = 12
EPSILON: Final = 1e-12
DROPOUT: Final = 0.1
LANGUAGES: Final = ("de", "en")


class Embeddings:
    """Fixed: the pieces' vectors stay in the four bits in which they are shipped."""

    def __init__(self, words: Blocks, weights: dict[str, Floats]) -> None:
        self.words = torch.from_numpy(words.floats())
        places = weights["emb.pos"].reshape(-1, WIDTH) + weights["emb.type"][:WIDTH]
        self.places = torch.from_numpy(places)
        self.weight = torch.from_numpy(weights["emb.ln.w"])
        self.bias = torch.from_numpy(weights["emb.ln.b"])

    def of(self, numbers: Tensor) -> Tensor:
        summed = self.words[numbers] + self.places[: numbers.shape[1]]
        return functional.layer_norm(
            summed, (WIDTH,), self.weight, self.bias, eps=EPSILON
        )


def start(published: dict[str, Floats], layers: int, seed: int) -> Weights:
    """Return trainable weights: the published layers and fresh heads."""
    generator = torch.Generator().manual_seed(seed)
    found: Weights = {
        "head.w": torch.randn(len(LANGUAGES), WIDTH, generator=generator) * 0.02,
        "head.b": torch.zeros(len(LANGUAGES)),
    }
    for layer in range(layers):
        for kind in ("w", "b"):
            parts = [published[f"l{layer}.{part}.{kind}"] for part in "qkv"]
            found[f"{layer}.qkv.{kind}"] = torch.from_numpy(np.concatenate(parts))
            for part in ("ao", "aln", "fi", "fo", "oln"):
                values = published[f"l{layer}.{part}.{kind}"]
                found[f"{layer}.{part}.{kind}"] = torch.from_numpy(values.copy())
    return found


def depth(weights: Weights) -> int:
    return sum(name.endswith(".qkv.w") for name in weights)


def logits(weights: Weights, states: Tensor, seen: Tensor, *, learning: bool) -> Tensor:
    """Return a logit per text and language; ``seen`` is false where padding is."""
    means = functional.dropout(
        pooled(weights, states, seen, learning=learning), DROPOUT, learning
    )
    return functional.linear(means, weights["head.w"], weights["head.b"])


def pooled(weights: Weights, states: Tensor, seen: Tensor, *, learning: bool) -> Tensor:
    """Return the mean of what the last layer makes of the pieces of each text."""
    for layer in range(depth(weights)):
        states = _layer(weights, str(layer), states, seen, learning=learning)
    share = seen.unsqueeze(-1).to(states.dtype)
    return (states * share).sum(1) / share.sum(1)


def _layer(
    weights: Weights, name: str, states: Tensor, seen: Tensor, *, learning: bool
) -> Tensor:
    def linear(part: str, values: Tensor) -> Tensor:
        return functional.linear(
            values, weights[f"{name}.{part}.w"], weights[f"{name}.{part}.b"]
        )

    def normed(part: str, values: Tensor) -> Tensor:
        weight, bias = weights[f"{name}.{part}.w"], weights[f"{name}.{part}.b"]
        return functional.layer_norm(values, (WIDTH,), weight, bias, eps=EPSILON)

    def heads(values: Tensor) -> Tensor:
        return values.unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)

    query, key, value = map(heads, linear("qkv", states).split(WIDTH, dim=-1))
    # Written out: for short texts the fused kernel's backward pass takes half the time.
    alike = (query * (WIDTH // HEADS) ** -0.5) @ key.transpose(-1, -2)
    alike = alike.masked_fill(~seen[:, None, None, :], -1e4)
    mixed = torch.softmax(alike, -1) @ value
    mixed = linear("ao", mixed.transpose(1, 2).flatten(2))
    states = normed("aln", states + mixed)
    inner = linear("fo", functional.gelu(linear("fi", states)))
    return normed("oln", states + functional.dropout(inner, DROPOUT, learning))
