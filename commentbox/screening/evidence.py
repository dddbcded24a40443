"""Spans of the author's text that decided, made into evidence a person can take in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from commentbox.domain.verdict import Evidence
from commentbox.screening.reading import Text

#: What a moderator can take in; the strongest are shown.
MOST = 12


class Span(NamedTuple):
    """A place in the original body, what it weighs, and what was found there."""

    start: int
    end: int
    weight: float
    what: str = ""
    kind: str = ""


def strongest(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, without those that overlap a stronger one.

    Both forms of a text report the same word, and a phrase the words within it.
    """
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (-s.weight, s.start, -s.end)):
        places = range(span.start, span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(span)
    return sorted(kept)


def evidence(text: Text, spans: Iterable[Span]) -> tuple[Evidence, ...]:
    """Return the heaviest spans as evidence; their shares add up to one."""
    shown = sorted(spans, key=lambda span: -span.weight)[:MOST]
    total = sum(span.weight for span in shown)
    return tuple(
        Evidence(text.body[s.start : s.end], s.start, s.end, round(s.weight / total, 4))
        for s in sorted(shown)
        if total > 0
    )
