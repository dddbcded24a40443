"""What is told of an exception: what kind it is and where it arose, never its message.

A message may quote a comment, an address, or the parameters of a statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from traceback import walk_tb

#: The innermost places are those that explain it.
MOST_PLACES = 12
#: What led to it, and to that; more would be a circle.
MOST_CAUSES = 5


def chain_of(error: BaseException) -> list[BaseException]:
    """Return an exception and what led to it, the one that was caught first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and len(chain) < MOST_CAUSES and current not in chain:
        chain.append(current)
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return chain


def kinds_of(error: BaseException) -> str:
    return " from ".join(type(each).__qualname__ for each in chain_of(error))


def places_of(error: BaseException) -> list[str]:
    """Return where it went through, innermost last."""
    return list(_places(error))[-MOST_PLACES:]


def _places(error: BaseException) -> Iterator[str]:
    for each in reversed(chain_of(error)):
        for frame, line in walk_tb(each.__traceback__):
            code = frame.f_code
            yield f"{_short(code.co_filename)}:{line} {code.co_name}"


def _short(path: str) -> str:
    """Return a path from the package on: where it is installed says nothing."""
    parts = PurePath(path).parts
    for folder in ("site-packages", "commentbox"):
        if folder in parts:
            last = len(parts) - 1 - parts[::-1].index(folder)
            begin = last + 1 if folder == "site-packages" else last
            return "/".join(parts[begin:])
    return PurePath(path).name
