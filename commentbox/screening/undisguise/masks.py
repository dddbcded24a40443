"""Words with letters masked or held apart by signs: st*rs, i_d_i_o_t, Arsch...loch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from commentbox.screening.undisguise.lookup import (
    FEWEST,
    LONGEST,
    MOST,
    OFTEN,
    WILD,
    meant_by,
    weighs,
)
from commentbox.screening.undisguise.mend import mended
from commentbox.screening.undisguise.vocabulary import (
    spared,
    vocabulary,
)
from commentbox.text.folding import Edit

#: Signs that stand for a letter wherever they are, and signs that do so in a word.
STARS: Final = r"*#%&$@=^~+•●○■□█▓▒░×¤§_"
SIGNS: Final = STARS + r".\-–—?!:;,/|\\·…°"
#: A word with signs in it; stars also at its beginning and end.
MASKED: Final = re.compile(
    rf"(?:[{STARS}]{{1,8}}+[^\W_]++(?:[{SIGNS}]{{1,8}}+[^\W_]++)*+"
    rf"|(?<![^\W_])[^\W_]++(?:(?:[{SIGNS}]{{1,8}}+[^\W_]++)++|(?=[{STARS}])))"
    rf"[{STARS}]{{0,8}}+"
)
COMPOUND: Final = re.compile(r"(?![#@])[^-–—:;,/|]+")
PART: Final = re.compile(rf"(?P<gap>[{SIGNS}0-9]++)|[^\W\d_]")
#: One of these keeps words apart more often than it hides a letter.
APART: Final = frozenset(".-–—:;,/|·")
#: Without a space after one of these a sentence may have ended.
BETWEEN_WORDS: Final = frozenset(".:;,/|?!")
#: A word as long as this is meant although its halves are words, too.
SURE: Final = 5
PAIR: Final = 2
#: Many a broken apostrophe has become one of these: it?s.
ASKED: Final = frozenset("?!")
#: Known by their first letter alone.
USUAL: Final = {
    "f***": "fuck",
    "s***": "shit",
    "c***": "cunt",
    "b****": "bitch",
    "a****": "arsch",
    "a********": "arschloch",
}


def unmasked() -> Callable[[re.Match[str]], Iterator[Edit]]:
    """Return what finds the masked words of one text."""
    left = MOST

    def edits(match: re.Match[str]) -> Iterable[Edit]:
        nonlocal left
        piece = match.group()
        if len(piece) > LONGEST or "://" in piece or left <= 0:
            return ()
        left -= 1
        before, core, _ = _core(piece)
        at = match.start() + before
        return _undone(core, at) or _undone_in_parts(core, at)

    return lambda match: iter(edits(match))


def _core(piece: str) -> tuple[int, str, int]:
    """Split off the emphasis around a word: **word**."""
    bare = piece.strip(STARS)
    before = len(piece) - len(piece.lstrip(STARS))
    after = len(piece) - before - len(bare)
    if before and before == after and piece[:before] == piece[::-1][:after]:
        return before, bare, after
    return 0, piece, 0


def _undone_in_parts(core: str, at: int) -> list[Edit]:
    """Look at what stands between hyphens and commas: GEZ-H*re."""
    parts = [part for part in COMPOUND.finditer(core) if part.group() != core]
    return [e for part in parts for e in _undone(part.group(), at + part.start())]


def _undone(core: str, at: int) -> Iterable[Edit]:
    if core in USUAL:
        return [(USUAL[core][1:], at + 1, at + len(core))]
    letters = "".join(ch for ch in core if ch.isalpha())
    if len(letters) < FEWEST or core.rstrip("*") in vocabulary():
        return ()
    parts = list(PART.finditer(core))
    gaps = [part for part in parts if part["gap"]]
    if not gaps or not all(_may_mask(gap, core) for gap in gaps):
        return ()
    lengths = _lengths(gaps)
    exact = next(lengths)
    return (
        _filled(parts, exact, at)
        or _dropped(core, parts, at)
        or next((edits for more in lengths if (edits := _filled(parts, more, at))), ())
    )


def _may_mask(gap: re.Match[str], core: str) -> bool:
    """Digits do so between letters; with signs they are numbers."""
    if not any(ch.isdigit() for ch in gap.group()):
        return True
    return gap.group().isdigit() and gap.start() > 0 and gap.end() < len(core)


def _dropped(core: str, parts: list[re.Match[str]], at: int) -> list[Edit]:
    """Put the letters together, if the signs only hold those of one word apart."""
    letters = "".join(part.group() for part in parts if not part["gap"])
    if any(ch.isdigit() for ch in core) or mended(letters) not in vocabulary():
        return []
    words = "".join(ch if ch.isalpha() else " " for ch in core).split()
    one_sign = core.strip(letters)
    may_be_two = len(letters) < SURE or one_sign in BETWEEN_WORDS
    if len(words) == 1 or (may_be_two and " ".join(words) in spared()):
        return []
    if "-".join(words) in spared():
        return []
    if (
        len(words) == PAIR
        and BETWEEN_WORDS.issuperset(one_sign)
        and not weighs(letters)
    ):
        return []
    gaps = (part for part in parts if part["gap"])
    return [("", at + gap.start(), at + gap.end()) for gap in gaps]


def _filled(parts: list[re.Match[str]], lengths: list[int], at: int) -> list[Edit]:
    """Put letters for the signs, as many for each as ``lengths`` says."""
    gaps = [part for part in parts if part["gap"]]
    if any(gap.group() in APART for gap in gaps):
        return []
    longest = max(len(gap.group()) for gap in gaps)
    if len(parts) - len(gaps) < FEWEST + (longest == 1):
        return []
    template = "".join(
        WILD * lengths[gaps.index(part)] if part["gap"] else part.group()
        for part in parts
    )
    word = meant_by(template)
    if word is None or (len(gaps) == 1 and not _may_be(gaps[0], lengths[0], word)):
        return []
    if not all(
        _is_sure(gap.group(), length, word)
        for gap, length in zip(gaps, lengths, strict=True)
    ):
        return []
    return list(_letters(gaps, lengths, word, at))


def _lengths(gaps: list[re.Match[str]]) -> Iterator[list[int]]:
    """Yield how many letters the gaps may stand for, the likeliest first."""
    exact = [len(gap.group()) for gap in gaps]
    yield exact
    if len(gaps) == 1:
        by = (1,) if exact[0] == 1 else (1, -1, 2, 3)
        yield from ([exact[0] + more] for more in by if exact[0] + more > 0)


def _is_sure(signs: str, length: int, word: str) -> bool:
    """Whether signs that end sentences, too, are a mask."""
    if signs in ASKED:
        return weighs(word)
    if signs.strip(".…"):
        return True
    if 2 * length > len(word) or not weighs(word):
        return False
    return length == len(signs) or word.startswith(OFTEN)


def _may_be(gap: re.Match[str], length: int, word: str) -> bool:
    """One sign for two letters is one for a double letter."""
    start = gap.start()
    return len(gap.group()) > 1 or length == 1 or word[start] == word[start + 1]


def _letters(
    gaps: list[re.Match[str]], lengths: list[int], word: str, at: int
) -> Iterator[Edit]:
    shift = 0
    for gap, length in zip(gaps, lengths, strict=True):
        start = gap.start() + shift
        letters = word[start : start + length].replace("ß", "ss")
        yield letters, at + gap.start(), at + gap.end()
        shift += length - len(gap.group())
