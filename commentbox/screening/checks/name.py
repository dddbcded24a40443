"""Name: one that looks like the staff's or the site's own waits for a person."""

from __future__ import annotations

from commentbox.domain.verdict import Finding
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text
from commentbox.text.names import looks_like

NAME = "name"
SCORE = 0.8


def borrowed_name(text: Text, facts: Facts) -> Finding | None:
    """Judge the name, which is not part of the body: so there is no evidence in it."""
    if not facts.reserved_names or not text.draft.author_name:
        return None
    if looks_like(text.draft.author_name, facts.reserved_names) is None:
        return None
    return Finding(check=NAME, score=SCORE, detail="staff")
