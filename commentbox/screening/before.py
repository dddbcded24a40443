"""What was said before a text: its article and the thread, read once by each check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Before:
    """The same for each text under an article; what checks find in it is kept here."""

    title: str = ""
    #: Plain text.
    body: str = ""
    thread: tuple[str, ...] = ()
    _kept: dict[tuple[Any, ...], Any] = field(
        default_factory=dict, repr=False, compare=False
    )

    def find(self, what: Callable[..., Found], *given: str) -> Found:
        """Return what a function of it finds; it is asked once for what is ``given``.

        Two texts that come at the same time may both ask, and find the same.
        """
        key = (what, *given)
        if key not in self._kept:
            self._kept[key] = what(self, *given)
        found: Found = self._kept[key]
        return found
