"""Render a text with passages cut out: each leaves a mark that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain, islice
from typing import Final
from urllib.parse import unquote

from markupsafe import Markup, escape

from commentbox.text.incoming import tidy_line
from commentbox.text.sanitise import Format, render

#: Characters that belong to nobody, more of them than any text has; Markdown takes each
#: for a letter. One that the text does not have stands for a mark until the end.
PRIVATE: Final = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE))
LINK: Final = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A passage that is cut out, in code points, and the words that stand for it."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    end: int
    marks: tuple[str, ...]


def redacted(source: str, gaps: Iterable[Gap], *, format: Format) -> Markup:  # noqa: A002
    """Return what readers see of a source: its words, and marks where gaps are.

    Gaps may touch or overlap; what lies outside of the text is ignored. A mark is text
    and nothing else, whatever stands in it or around it. A link whose address lost a
    part is no link any more.
    """
    cuts = _merged(gaps, len(source))
    if not cuts:
        return render(source, format=format)
    marks = list(dict.fromkeys(mark for cut in cuts for mark in cut.marks))
    stands_for = dict(zip(_unused(source, len(marks)), marks, strict=True))
    stand_in = {mark: letter for letter, mark in stands_for.items()}
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(source[at : cut.start])
        pieces.append(" ".join(stand_in[mark] for mark in cut.marks))
        at = cut.end
    html = str(render("".join([*pieces, source[at:]]), format=format))
    return render(_filled(html, stands_for), format="html")


def _merged(gaps: Iterable[Gap], length: int) -> Sequence[_Cut]:
    """Return the gaps in order, those that touch or overlap as one with all marks."""
    cuts: list[_Cut] = []
    for gap in sorted(gaps):
        start, end = max(gap.start, 0), min(gap.end, length)
        if start >= end:
            continue
        if cuts and start <= cuts[-1].end:
            last = cuts.pop()
            marks = tuple(dict.fromkeys([*last.marks, gap.mark]))
            cuts.append(_Cut(last.start, max(last.end, end), marks))
        else:
            cuts.append(_Cut(start, end, (gap.mark,)))
    return cuts


def _unused(source: str, count: int) -> list[str]:
    """Return characters that the text does not have, in no way to write them."""
    taken = {*source, *unescape(source), *unquote(source)}
    letters = (chr(code) for code in chain(*PRIVATE))
    return list(islice((each for each in letters if each not in taken), count))


def _filled(html: str, stands_for: dict[str, str]) -> str:
    """Put the marks in, each at least once: nothing is cut out without a word."""
    letters = re.compile(f"[{''.join(stands_for)}]")

    def kept(link: re.Match[str]) -> str:
        lost = letters.findall(unquote(link[1]))
        beside = [letter for letter in lost if letter not in link[2]]
        return " ".join([link[2], *beside]) if lost else link.group()

    def filled(letter: re.Match[str]) -> str:
        return f"<em>{escape(tidy_line(stands_for[letter.group()]))}</em>"

    html = LINK.sub(kept, html)
    unseen = "".join(letter for letter in stands_for if letter not in html)
    return letters.sub(filled, f"{html}<p>{unseen}</p>" if unseen else html)
