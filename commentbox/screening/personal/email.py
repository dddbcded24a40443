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
AT = r"\s?[(\[{<*_-]\s?(?:at|ät|@)\s?[)\]}>*_-]\s?"
DOT = r"(?:\.|\s?[(\[{<*_-]\s?(?:dot|punkt|\.)\s?[)\]}>*_-]\s?| (?:dot|punkt|\.) )"
HIDDEN = re.compile(
    rf"({LOCAL}){AT}([a-z0-9-]{{1,63}}(?:{DOT}[a-z0-9-]{{1,63}}){{1,3}})", re.IGNORECASE
)
#: In words, which say this only of an address: "look at this dot com" is none.
TOPS = r"(?:de|at|ch|eu|com|net|org|info|io|me|uk)"
SPELLED = re.compile(
    rf"({LOCAL}) ?(?: at | ät | klammeraffe |@) ?"
    rf"([a-z0-9-]{{1,63}}(?:{DOT}[a-z0-9-]{{1,63}}){{0,2}}{DOT}{TOPS})(?!\w)",
    re.IGNORECASE,
)
SPELLED_DOT = re.compile(DOT, re.IGNORECASE)
ANNOUNCED = re.compile(
    r"(?:mail|schreib|kontakt|contact|write|reach|adresse|address|erreichbar|meld)"
    r"[^@\n]{0,30}$",
    re.IGNORECASE,
)
TOP_LEVEL = re.compile(r"[a-z]{2,24}", re.IGNORECASE)
#: Reserved for examples (RFC 2606): they reach nobody.
EXAMPLES = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net)|example|test|invalid|localhost)$",
    re.IGNORECASE,
)
#: The user of a program's address rather than a person's.
MACHINES = frozenset({"git", "noreply", "no-reply", "hg", "svn"})


#: Without these nothing is hidden; most texts end here.
AT_HIDDEN = re.compile(r"[(\[{<*_-]\s?(?:at|ät|@)\s?[)\]}>*_-]", re.IGNORECASE)
AT_SPELLED = re.compile(r" at | ät | klammeraffe |@", re.IGNORECASE)
LOOK_BACK = 60


def emails(body: str) -> Iterator[Span]:
    if "@" in body:
        yield from _found(PLAIN, body, WEIGHT)
    if AT_HIDDEN.search(body):
        yield from _found(HIDDEN, body, HIDDEN_WEIGHT)
    if AT_SPELLED.search(body):
        yield from _spelled(body)


def _spelled(body: str) -> Iterator[Span]:
    """Yield "ada ät beispiel punkt de"; with a plain "at" only after "write to"."""
    for match in SPELLED.finditer(body):
        is_plain = " " not in match[0]
        host = SPELLED_DOT.sub(".", match[2])
        if is_plain or match[1].lower() in MACHINES or EXAMPLES.search(host):
            continue
        before = body[max(0, match.start() - LOOK_BACK) : match.start()]
        if " at " not in match[0].lower() or ANNOUNCED.search(before):
            yield Span(*match.span(), HIDDEN_WEIGHT, kind="email")


def _found(pattern: re.Pattern[str], body: str, weight: float) -> Iterator[Span]:
    for match in pattern.finditer(body):
        local, host = match[1], match[2].rstrip(".-")
        top = re.split(r"[^a-zA-Z0-9-]+", host)[-1]
        if local.lower() in MACHINES or EXAMPLES.search(host):
            continue
        if TOP_LEVEL.fullmatch(top):
            end = match.start(2) + len(host)
            yield Span(match.start(), end, weight, kind="email")
