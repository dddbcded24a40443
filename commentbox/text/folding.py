"""A text that is folded step by step and knows where each character came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: New text for the characters ``[from, to)`` of the old.
Edit = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Normalised:
    """A folded text that knows where in the original each of its characters was."""

    text: str
    origin: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the original."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else sum(self.ends[-1:])
            return at, at
        return self.origin[start], self.ends[end - 1]


def rewritten(
    form: Normalised,
    pattern: re.Pattern[str],
    edits: Callable[[re.Match[str]], Iterable[Edit]],
) -> Normalised:
    """Return the form with what ``edits`` says of each match; no edits, no change."""
    matches = pattern.finditer(form.text)
    return edited(form, (edit for match in matches for edit in edits(match)))


def edited(form: Normalised, edits: Iterable[Edit]) -> Normalised:
    """Return the form with the edits made, which come in order."""
    text: list[str] = []
    origin: list[int] = []
    ends: list[int] = []
    position = 0
    for new, start, end in edits:
        text += form.text[position:start], new
        origin += form.origin[position:start]
        origin += [form.origin[start]] * len(new)
        ends += form.ends[position:start]
        ends += [form.ends[end - 1]] * len(new)
        position = end
    if not text:
        return form
    text.append(form.text[position:])
    origin += form.origin[position:]
    ends += form.ends[position:]
    return Normalised("".join(text), tuple(origin), tuple(ends))
