"""A check: what it is called, what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

#: So many of one kind are named; the rest is counted.
NAMED = 5

#: It says what is wrong, a line each; nothing where all is well.
Look = Callable[[Session, datetime], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Check:
    """A look at the data, and what to do where something is wrong."""

    name: str
    look: Look
    advice: str


@dataclass(frozen=True, slots=True)
class Result:
    """How a check went."""

    name: str
    #: The first few faults, a line each.
    wrong: tuple[str, ...]
    #: How many more there are.
    more: int
    advice: str

    @property
    def well(self) -> bool:
        return not self.wrong


def result_of(name: str, wrong: Iterable[str], advice: str) -> Result:
    named: list[str] = []
    more = 0
    for line in wrong:
        if len(named) < NAMED:
            named.append(line)
        else:
            more += 1
    return Result(name, tuple(named), more, advice)
