"""Bank accounts: IBANs that their checksum bears out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commentbox.screening.evidence import Span

WEIGHT = 0.95
CANDIDATE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ \-]?[A-Za-z0-9])")
#: By country, because a checksum over a guessed length bears out one in a hundred.
LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("SI", "MK"), 19),
    **dict.fromkeys(("AT", "EE", "LT", "LU", "BA", "XK"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "IE", "RS", "ME", "GE"), 22),
    **dict.fromkeys(("AE", "GI", "IL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "RO", "SE", "SK", "SA"), 24),
    **dict.fromkeys(("PT",), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "SM", "MC"), 27),
    **dict.fromkeys(("AL", "CY", "HU", "LB", "PL"), 28),
    **dict.fromkeys(("UA",), 29),
    **dict.fromkeys(("MT",), 31),
}


def ibans(body: str) -> Iterator[Span]:
    for match in CANDIDATE.finditer(body):
        length = LENGTHS.get(match[0][:2].upper())
        end = None if length is None else _end(body, match.start(), length)
        if end is not None and _checksum_holds(body[match.start() : end]):
            yield Span(match.start(), end, WEIGHT, kind="iban")


def _end(body: str, start: int, length: int) -> int | None:
    """Return where ``length`` letters and digits after ``start`` end, if they do."""
    seen, at, gap = 0, start, 0
    while at < len(body) and seen < length and gap <= 1:
        if body[at].isascii() and body[at].isalnum():
            seen, gap = seen + 1, 0
        elif body[at] in " -\u00a0":
            gap += 1
        else:
            return None
        at += 1
    follows = body[at : at + 1]
    return (
        at if seen == length and not (follows.isascii() and follows.isalnum()) else None
    )


def _checksum_holds(written: str) -> bool:
    """ISO 7064, mod 97-10: letters count from ten, the first four come last."""
    plain = "".join(char for char in written.upper() if char.isalnum())
    digits = "".join(str(int(char, 36)) for char in plain[4:] + plain[:4])
    return int(digits) % 97 == 1
