"""Rows of a form that are added, removed and moved by its buttons."""

from __future__ import annotations

import re
from typing import TypeVar

T = TypeVar("T")

MOVE = re.compile(r"(remove|up|down)-(\d{1,2})", re.ASCII)


class Rows(list[T]):
    """A list that knows what its buttons say; rows count from 1."""

    def move(self, button: str) -> int | None:
        """Do what a button says and return the row to look at, or None."""
        asked = MOVE.fullmatch(button)
        if asked is None or not 1 <= int(asked[2]) <= len(self):
            return None
        at = int(asked[2]) - 1
        row = self.pop(at)
        if asked[1] == "remove":
            return min(at + 1, len(self))
        to = max(at - 1, 0) if asked[1] == "up" else at + 1
        self.insert(to, row)
        return min(to + 1, len(self))
