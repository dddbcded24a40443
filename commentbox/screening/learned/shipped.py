"""The models that are shipped: read when first asked for, and what they are called."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from commentbox.screening.learned.model import Model, load

NAMES: Final = ("respect", "spam")

#: Of what the models read; a change of the features or of a model is a new version.
VERSION: Final = "2026.11.1"


@lru_cache(maxsize=len(NAMES))
def shipped(name: str) -> Model:
    """Return a shipped model."""
    return load(name)


def versions() -> dict[str, str]:
    """Return the version of each shipped model."""
    return {name: shipped(name).version for name in NAMES}
