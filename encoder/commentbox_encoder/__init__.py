"""The weights of commentbox's second tier: where they lie, and which they are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

VERSION: Final = "1.0.0"
PATH: Final = Path(__file__).with_name("encoder.npz")
