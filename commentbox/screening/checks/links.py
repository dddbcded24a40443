"""Links: how many a comment carries, and to how many places."""

from __future__ import annotations

from commentbox.domain.verdict import Finding
from commentbox.screening.evidence import Span, evidence
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text

NAME = "links"

#: By number of links. One or two are a service to readers; five are a directory.
SCORES = (0.0, 0.15, 0.3, 0.6, 0.75, 0.9)
#: Several links to one place are sources more often than advertising.
SAME_HOST = 0.8


def many_links(text: Text, facts: Facts) -> Finding | None:
    found = text.links
    if not found:
        return None
    score = SCORES[min(len(found), len(SCORES) - 1)]
    if len(found) > 1 and len({link.host for link in found}) == 1:
        score *= SAME_HOST
    spans = [Span(link.start, link.end, 1.0) for link in found]
    return Finding(
        check=NAME,
        score=round(score, 4),
        evidence=evidence(text, spans),
        detail="links",
    )
