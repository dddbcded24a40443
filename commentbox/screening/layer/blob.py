"""A layer as bytes, to be stored and read again: numbers only, no code."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from commentbox.screening.layer.base import base_version
from commentbox.screening.layer.features import CHECKS, NAMES, WORD_SPACE
from commentbox.screening.layer.layer import Head, Layer

#: Format and its version; then the SHA-256 of the rest, which is a NumPy archive.
MAGIC: Final = b"CBL1"
DIGEST: Final = hashlib.sha256().digest_size
MOST: Final = 300_000


class BadBlob(ValueError):
    """These bytes are no layer, or not a whole one."""


class OtherBase(BadBlob):
    """It was trained on top of other shipped models."""


def write(layer: Layer) -> bytes:
    """Return a layer as bytes. Raises ``ValueError`` for one that is too large."""
    names = sorted(layer.heads)
    header = {"base": layer.base, "checks": names, "dense": list(NAMES)}
    text = np.frombuffer(json.dumps(header).encode(), np.uint8)
    arrays: dict[str, NDArray[Any]] = {"header": text}
    for name in names:
        head = layer.heads[name]
        fixed = np.array([head.slope, head.bias, *head.dense], np.float32)
        arrays[f"{name}.fixed"] = fixed
        arrays[f"{name}.words"] = head.words.astype(np.float16)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    payload = buffer.getvalue()
    blob = MAGIC + hashlib.sha256(payload).digest() + payload
    if len(blob) > MOST:
        raise ValueError(f"a layer of {len(blob)} bytes is too large")
    return blob


def read(blob: bytes, *, base: str | None = None) -> Layer:
    """Return the layer. Raises ``BadBlob``; ``OtherBase`` where it does not fit.

    ``base`` is the version of the shipped models that it must stand on: by default
    those that are there.
    """
    payload = blob[len(MAGIC) + DIGEST :]
    given = blob[len(MAGIC) : len(MAGIC) + DIGEST]
    if len(blob) > MOST or not blob.startswith(MAGIC):
        raise BadBlob("not a layer")
    if hashlib.sha256(payload).digest() != given:
        raise BadBlob("a layer that was damaged")
    try:
        with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
            header = json.loads(arrays["header"].tobytes())
            layer = Layer(
                str(header["base"]),
                {name: _head(arrays, name) for name in header["checks"]},
            )
    # An archive can be broken in more ways than its readers have errors for.
    except Exception as error:
        raise BadBlob("a layer of another form") from error
    if header["dense"] != list(NAMES) or layer.base != (base or base_version()):
        raise OtherBase(f"a layer for the shipped models {layer.base}")
    return layer


def _head(arrays: Any, name: str) -> Head:
    fixed = arrays[f"{name}.fixed"].astype(np.float64)
    words = arrays[f"{name}.words"].astype(np.float64)
    known = name in CHECKS and words.shape == (WORD_SPACE,) and fixed.ndim == 1
    if not known or not (np.isfinite(fixed).all() and np.isfinite(words).all()):
        raise ValueError(name)
    return Head(float(fixed[0]), float(fixed[1]), fixed[2:], words)
