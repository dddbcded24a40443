"""Fine-tuning: examples in, weights out, with a look at other data after each epoch."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from commentbox.screening.encoder.cleaning import words
from commentbox.screening.encoder.tokenizer import Tokenizer, framed
from training.encoder.data import Example, Source, drawn
from training.encoder.e5 import E5
from training.encoder.net import LANGUAGES, Embeddings, Tensor, Weights, logits, start

Floats = NDArray[np.float32]

log = logging.getLogger(__name__)
MOST_PIECES = 94
PADDING = 1
#: After so many steps the log says how long each takes.
LOGGED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    layers: int = 6
    epochs: int = 4
    #: The rate falls to nothing over so many epochs, even if training stops before.
    planned_epochs: int = 4
    rate: float = 1.2e-4
    #: Each layer further from the head learns slower by this factor.
    layer_decay: float = 0.93
    batch: int = 32
    warm_up: float = 0.06
    weight_decay: float = 0.01
    #: How much each step keeps of the running mean of the weights, which is what is
    #: returned: it errs less than where the last step ended.
    kept: float = 0.995
    seed: int = 1

    def with_seed(self, seed: int) -> Recipe:
        return replace(self, seed=seed)


@dataclass(slots=True)
class Reader:
    """Cuts and embeds texts."""

    tokenizer: Tokenizer
    embeddings: Embeddings

    def batch(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        cut = self.tokenizer.of_words
        rows = [framed(cut(words(text), MOST_PIECES)) for text in texts]
        numbers = torch.full((len(rows), max(map(len, rows))), PADDING)
        for place, row in enumerate(rows):
            numbers[place, : len(row)] = torch.tensor(row)
        return self.embeddings.of(numbers).bfloat16(), numbers != PADDING


@dataclass(slots=True)
class Training:
    model: E5
    reader: Reader
    recipe: Recipe
    sources: Sequence[Source]
    #: Told the weights after each epoch.
    after_epoch: Callable[[int, Weights], None] = lambda _epoch, _weights: None
    weights: Weights = field(init=False)
    #: The running mean of the weights, from the end of the first epoch on.
    mean: Weights = field(default_factory=dict)

    def run(self) -> Weights:
        recipe = self.recipe
        torch.manual_seed(recipe.seed)
        random = np.random.default_rng(recipe.seed)
        self.weights = start(self.model.weights, recipe.layers, recipe.seed)
        optimiser = torch.optim.AdamW(
            self._groups(), weight_decay=recipe.weight_decay, fused=True
        )
        rates = [group["lr"] for group in optimiser.param_groups]
        planned = max(recipe.planned_epochs, recipe.epochs)
        for epoch in range(recipe.epochs):
            batches = list(batched(drawn(self.sources, random), recipe.batch, random))
            losses, began = [], time.monotonic()
            for step, batch in enumerate(batches):
                share = (epoch + step / len(batches)) / planned
                for group, rate in zip(optimiser.param_groups, rates, strict=True):
                    group["lr"] = rate * _schedule(share, recipe.warm_up)
                losses.append(self._step(optimiser, batch))
                if self.mean:
                    self._average()
                if step % LOGGED == 0:
                    each = (time.monotonic() - began) / (step + 1)
                    log.info("step %d of %d: %.2f s each", step, len(batches), each)
            log.info("epoch %d: loss %.4f", epoch + 1, sum(losses) / len(losses))
            if not epoch:
                self.mean = {k: now.detach().clone() for k, now in self.weights.items()}
            self.after_epoch(epoch + 1, self.mean)
        return self.mean

    def _average(self) -> None:
        for name, now in self.weights.items():
            self.mean[name].lerp_(now.detach(), 1 - self.recipe.kept)

    def _step(self, optimiser: Tensor, batch: Sequence[Example]) -> float:
        states, seen = self.reader.batch([example.text for example in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = logits(self.weights, states, seen, learning=True)
        heads = torch.tensor([LANGUAGES.index(example.lang) for example in batch])
        targets = torch.tensor([example.target for example in batch])
        own = found.float().gather(1, heads[:, None])[:, 0]
        loss = functional.binary_cross_entropy_with_logits(own, targets)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(self.weights.values()), 1.0)
        optimiser.step()
        return float(loss.detach())

    def _groups(self) -> list[dict[str, object]]:
        groups = []
        for name, tensor in self.weights.items():
            tensor.requires_grad_()
            place = name.partition(".")[0]
            layers = self.recipe.layers
            above = layers - 1 - int(place) if place.isdigit() else 0
            rate = self.recipe.rate * self.recipe.layer_decay**above
            groups.append({"params": [tensor], "lr": rate})
        return groups


def _schedule(share: float, warm_up: float) -> float:
    if share < warm_up:
        return share / warm_up
    return 0.5 * (1 + math.cos(math.pi * (share - warm_up) / (1 - warm_up)))


def batched(
    examples: Sequence[Example], size: int, random: np.random.Generator
) -> Iterator[Sequence[Example]]:
    """Yield batches of texts of about the same length, in random order."""
    pool = size * 40
    batches = []
    for begin in range(0, len(examples), pool):
        near = sorted(examples[begin : begin + pool], key=lambda e: len(e.text))
        batches += [near[i : i + size] for i in range(0, len(near), size)]
    for place in random.permutation(len(batches)):
        yield batches[place]


def scored(reader: Reader, weights: Weights, texts: Sequence[str]) -> Floats:
    """Return a logit per text and language (columns as in ``LANGUAGES``)."""
    found = np.zeros((len(texts), len(LANGUAGES)), np.float32)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for begin in range(0, len(order), 64):
            places = order[begin : begin + 64]
            states, seen = reader.batch([texts[place] for place in places])
            rows = logits(weights, states, seen, learning=False)
            found[places] = rows.float().numpy()
    return found
