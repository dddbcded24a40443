"""Show in a text what the findings point at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

PIECE = Markup(
    '<mark title="{label}">{text}<span class="unseen"> [{label}]</span></mark>'
)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text, and what was found there."""

    start: int
    end: int
    text: str
    label: str


def highlight(source: str, spans: Iterable[Span]) -> Markup:
    """Return the text as safe HTML with each span marked; spans may overlap.

    A span that does not fit the text is left out: rather no mark than one that
    accuses the wrong word.
    """
    fitting = [span for span in spans if _fits(span, source)]
    ends = {0, len(source)}.union(*((s.start, s.end) for s in fitting))
    edges = sorted(ends)
    pieces = [
        _piece(source[start:end], _labels(fitting, start, end))
        for start, end in pairwise(edges)
    ]
    return Markup("").join(pieces)


def _fits(span: Span, source: str) -> bool:
    inside = 0 <= span.start < span.end <= len(source)
    return inside and source[span.start : span.end] == span.text


def _labels(spans: list[Span], start: int, end: int) -> str:
    """Return what was found in this piece, each finding named once."""
    found = dict.fromkeys(s.label for s in spans if s.start <= start and end <= s.end)
    return ", ".join(found)


def _piece(text: str, label: str) -> Markup:
    return PIECE.format(text=text, label=label) if label else Markup("{}").format(text)
