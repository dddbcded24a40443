"""Plain text of HTML, hostile or not: for feeds, page descriptions, the screening."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from commentbox.text.incoming import tidy

#: Stands apart from what is around it.
BLOCKS: Final = frozenset(
    {*("address", "article", "aside", "blockquote", "body", "details", "div", "dl")}
    | {*("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4")}
    | {*("h5", "h6", "header", "hr", "html", "main", "nav", "ol", "p", "pre")}
    | {*("section", "summary", "table", "ul")}
)
#: Begins a line of its own.
LINES: Final = frozenset({"br", "dd", "dt", "li", "tr"})
CELLS: Final = frozenset({"td", "th"})

#: Each branch also ends at the end of the text, and none goes back, so that nothing is
#: read twice: a real parser needs minutes for a megabyte of nested elements.
TAG: Final = re.compile(
    r"""
      <!--.*?(?:-->|\Z)
    | <(?P<hidden>script|style|template|noscript|head|title|svg|math|iframe|textarea)
      \b.*?(?:</(?P=hidden)\b[^>]*+(?:>|\Z)|\Z)
    | <(?P<end>/?)(?P<name>[a-z][^\s/>]*+)
      (?:=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|[^>])*+(?:>|\Z)
    | <[!?/][^>]*+(?:>|\Z)
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
SPACE: Final = re.compile(r"\s+")
GAP: Final = re.compile(r"\n{3,}")


def plain(html: str) -> str:
    """Return what a reader would see: paragraphs apart, line breaks kept."""
    pieces: list[str] = []
    position = preformatted = 0
    for tag in TAG.finditer(html):
        text = html[position : tag.start()]
        pieces.append(unescape(text if preformatted else SPACE.sub(" ", text)))
        pieces.append(_break(tag))
        if (tag["name"] or "").lower() == "pre":
            preformatted = not tag["end"]
        position = tag.end()
    pieces.append(unescape(SPACE.sub(" ", html[position:])))
    lines = (line.strip() for line in tidy("".join(pieces)).split("\n"))
    return GAP.sub("\n\n", "\n".join(lines))


def excerpt(text: str, length: int) -> str:
    """Return the beginning in one line of at most ``length``, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[:length]
    # A single word that is longer than all we may show is cut where it must be.
    whole_words = cut.rpartition(" ")[0] or cut[:-1]
    return whole_words.rstrip(" ,;:.–—-") + "…"


def _break(tag: re.Match[str]) -> str:
    name = (tag["name"] or "").lower()
    if name in BLOCKS:
        return "\n\n"
    if name in LINES and not tag["end"]:
        return "\n"
    return " " if name in CELLS else ""
