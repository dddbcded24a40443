"""E-mail addresses, also those that hide from machines behind "(at)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commentbox.screening.evidence import Span

WEIGHT = 0.8
HIDDEN_WEIGHT = 0.75
LOCAL = r"(?<![\w.%+@-])[\w.%+-]{1,64}"
LABELS = r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"
PLAIN = re.compile(rf"({LOCAL})@({LABELS})", re.IGNORECASE)
AT = r"\s?[(\[{]\s?(?:at|ät|@)\s?[)\]}]\s?"
DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punkt|\.)\s?[)\]}]\s?)"
HIDDEN = re.compile(
    rf"({LOCAL}){AT}([a-z0-9-]{{1,63}}(?:{DOT}[a-z0-9-]{{1,63}}){{1,3}})", re.IGNORECASE
)
TOP_LEVEL = re.compile(r"[a-z]{2,24}", re.IGNORECASE)
#: Reserved for examples (RFC 2606): they reach nobody.
EXAMPLES = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net)|example|test|invalid|localhost)$",
    re.IGNORECASE,
)
#: The user of a program's address rather than a person's.
MACHINES = frozenset({"git", "noreply", "no-reply", "hg", "svn"})


def emails(body: str) -> Iterator[Span]:
    if "@" in body:
        yield from _found(PLAIN, body, WEIGHT)
    if "(" in body or "[" in body or "{" in body:
        yield from _found(HIDDEN, body, HIDDEN_WEIGHT)


def _found(pattern: re.Pattern[str], body: str, weight: float) -> Iterator[Span]:
    for match in pattern.finditer(body):
        local, host = match[1], match[2].rstrip(".-")
        top = re.split(r"[^a-zA-Z0-9-]+", host)[-1]
        if local.lower() in MACHINES or EXAMPLES.search(host):
            continue
        if TOP_LEVEL.fullmatch(top):
            end = match.start(2) + len(host)
            yield Span(match.start(), end, weight, kind="email")
