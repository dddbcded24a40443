"""Show in a text what the findings point at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from commentbox.domain.verdict import Finding, Outcome
from commentbox.moderation.wording import found_name

PIECE = Markup(
    '<mark title="{label}">{text}<span class="unseen"> [{label}]</span></mark>'
)
#: Readers do not see this.
CUT = Markup(
    '<mark class="cut" title="{label}">{text}'
    '<span class="unseen"> [{label}]</span></mark>'
)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text, and what was found there."""

    start: int
    end: int
    text: str
    label: str
    #: Whether it is hidden from readers.
    cut: bool = False


def spans_of(findings: Iterable[Finding]) -> list[Span]:
    """Return the places of all evidence that reached a threshold."""
    return [
        Span(e.start, e.end, e.text, found_name(finding))
        for finding in findings
        if finding.outcome is not Outcome.NOTE
        for e in finding.evidence
    ]


def highlight(source: str, spans: Iterable[Span]) -> Markup:
    """Return the text as safe HTML with each span marked; spans may overlap.

    A span that does not fit the text is left out: rather no mark than one that
    accuses the wrong word.
    """
    fitting = [span for span in spans if _fits(span, source)]
    ends = {0, len(source)}.union(*((s.start, s.end) for s in fitting))
    edges = sorted(ends)
    pieces = [
        _piece(
            source[start:end], [s for s in fitting if s.start <= start < end <= s.end]
        )
        for start, end in pairwise(edges)
    ]
    return Markup("").join(pieces)


def _fits(span: Span, source: str) -> bool:
    inside = 0 <= span.start < span.end <= len(source)
    return inside and source[span.start : span.end] == span.text


def _piece(text: str, spans: list[Span]) -> Markup:
    if not spans:
        return Markup("{}").format(text)
    # What was found twice is named once.
    label = ", ".join(dict.fromkeys(span.label for span in spans))
    form = CUT if any(span.cut for span in spans) else PIECE
    return form.format(text=text, label=label)
