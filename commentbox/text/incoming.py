"""What is done to every text on its way in, before its length is checked."""

from __future__ import annotations

import re
from itertools import dropwhile, groupby
from typing import Final
from unicodedata import category, combining, normalize

from commentbox.text.urls import safe_url

__all__ = ["composed", "decomposed", "safe_url", "tidy", "tidy_line", "xml_safe"]

#: Where each plane beyond the first begins; its last two code points are no characters.
PLANES: Final = range(0x10000, 0x110000, 0x10000)
SURROGATES: Final = re.compile("[\ud800-\udfff]")
#: All that XML 1.0 has no place for, so that a feed that held one would not parse; and
#: what HTML takes for a mistake: control characters of a second kind, and the code
#: points that will never be characters.
FORBIDDEN: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd"
    + "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in PLANES)
    + "]"
)
#: Longer than any script needs (UAX 15 allows 30), and where sorting by hand pays.
LONG_RUN: Final = re.compile("[^\\w\x00-\u02ff]{31,}")

HIDDEN: Final = frozenset({"Cc", "Cf"})
#: Joiners are invisible, yet these scripts are misspelt without them.
KEPT: Final = "\u200c\u200d"
NEEDS_JOINERS: Final = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af"
JOINERS: Final = re.compile(
    f"(?<![{NEEDS_JOINERS}])[\u200c\u200d]|[\u200c\u200d](?![{NEEDS_JOINERS}])"
)
#: Characters that show nothing although Unicode counts them as letters or symbols.
BLANKS: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
#: Marks that go on any letter, and so can be piled up on every one of a name.
PILED: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
MAX_MARKS: Final = 8


def xml_safe(text: str) -> str:
    """Return the text as XML and HTML carry it: no lone surrogate, no control code."""
    return FORBIDDEN.sub("", SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text))


def tidy(text: str) -> str:
    """Return a text as it is stored: valid, composed, trimmed, with plain newlines."""
    text = xml_safe(text).replace("\r\n", "\n").replace("\r", "\n")
    return composed(text).strip()


def tidy_line(text: str) -> str:
    """Return a small field (a name, a title) as one line without hidden characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = BLANKS.sub("", " ".join(xml_safe(text).split()))
    text = "".join(ch for ch in text if ch in KEPT or category(ch) not in HIDDEN)
    text = composed(" ".join(JOINERS.sub("", text).split()))
    # A mark that stands first would sit on whatever comes before the field on a page.
    text = "".join(dropwhile(lambda ch: category(ch)[0] in "MZ", text))
    return normalize("NFC", _with_few_marks(text)).strip()


def composed(text: str) -> str:
    """Return the NFC form, in linear time.

    Sorting combining marks is quadratic in the standard library; long runs, which no
    language has, are sorted here first.
    """
    return normalize("NFC", LONG_RUN.sub(_in_canonical_order, text))


def decomposed(text: str) -> str:
    """Return the NFKD form: marks apart from letters, all widths and styles one."""
    return normalize("NFKD", composed(text))


def _in_canonical_order(run: re.Match[str]) -> str:
    apart = "".join(normalize("NFD", ch) for ch in run.group())
    groups = groupby(apart, lambda ch: combining(ch) == 0)
    return "".join(ch for _, group in groups for ch in sorted(group, key=combining))


def _with_few_marks(text: str) -> str:
    kept: list[str] = []
    piled = in_a_row = 0
    for ch in text:
        in_a_row = in_a_row + 1 if category(ch)[0] == "M" else 0
        piled += bool(PILED.match(ch))
        if in_a_row > MAX_MARKS or (piled > MAX_MARKS and PILED.match(ch)):
            continue
        kept.append(ch)
    return "".join(kept)
