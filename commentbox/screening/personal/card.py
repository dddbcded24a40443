"""Numbers of payment cards that their checksum bears out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commentbox.screening.evidence import Span
from commentbox.screening.personal.numbers import OF_A_THING, before

WEIGHT = 0.95
#: Whole, or in the groups that are printed on a card.
CANDIDATE = re.compile(
    r"(?<![\w.,/#+-])"
    r"(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5})"
    r"(?![\w/]|[.,-]\d)"
)
#: How the numbers of the large issuers begin, and how long each is.
ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}"
    r"|3[47]\d{13}|6(?:011|5\d\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14}"
)


def cards(body: str) -> Iterator[Span]:
    for match in CANDIDATE.finditer(body):
        digits = re.sub(r"\D", "", match[0])
        if not ISSUED.fullmatch(digits) or not _checksum_holds(digits):
            continue
        if not OF_A_THING.search(before(body, match.start())):
            yield Span(*match.span(), WEIGHT, kind="card")


def _checksum_holds(digits: str) -> bool:
    """ISO 7812, Luhn: every second digit counts twice, as its cross sum."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0
