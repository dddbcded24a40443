"""The second tier of the screening: a small encoder that reads sentences."""

from commentbox.screening.encoder.scorer import (
    State,
    disable,
    enable,
    prepare,
    score,
    state,
)

__all__ = ["State", "disable", "enable", "prepare", "score", "state"]
