"""The models that are shipped: read when first asked for, and what they are called."""

from __future__ import annotations

from functools import cache
from typing import Final

from commentbox.screening.learned.model import Model, load

#: Of what the models read, and of their files: a change of either is a new one.
VERSION: Final = "2026.11.2"


@cache
def shipped(name: str) -> Model:
    """Return the shipped model, ``respect`` or ``spam``."""
    return load(name)
