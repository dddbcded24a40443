"""Form: what the page form tells of its sender; a finding, never a refusal."""

from __future__ import annotations

from commentbox.domain.verdict import Finding
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text

NAME = "form"

#: People do not see the honeypot; some of their tools fill it in all the same.
HONEYPOT = 0.95
#: A page that was open for days has a wrong stamp, and so has a script.
STAMP = 0.5


def form(text: Text, facts: Facts) -> Finding | None:
    if facts.honeypot_filled:
        return Finding(check=NAME, score=HONEYPOT, detail="honeypot")
    if facts.stamp_wrong:
        return Finding(check=NAME, score=STAMP, detail="stamp")
    return None
