"""The form of a text that disguises do not change, each letter with its origin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final
from unicodedata import category, normalize

from commentbox.text import turned
from commentbox.text.confusables import LOOKALIKES, VARIANTS
from commentbox.text.folding import Edit, Normalised, rewritten
from commentbox.text.incoming import BLANKS, PILED
from commentbox.text.leet import letters

__all__ = ["Normalised", "normalise"]

NOT_ASCII: Final = re.compile("[\x00-\x7f]?[^\x00-\x7f]+")
#: Beside ASCII, what German and English are written with and nobody is fooled by.
USUAL: Final = "äöüÄÖÜß„“”«»–—€"
#: Most texts have nothing else, and so no letters of other scripts and no marks.
UNUSUAL: Final = re.compile(f"[^\x00-\x7f{USUAL}]|`[^\x00-\x7f]")
LETTER: Final = re.compile(r"[^\W\d_]")
LATIN: Final = re.compile(r"[^\W\d_\u0250-\U0010ffff]")
WORD: Final = re.compile(r"[^\W_]++")
TOKEN: Final = re.compile(r"\S++")
#: A token in which something might stand for a letter.
NOT_PLAIN: Final = re.compile(r"(?<!\S)(?=[^\s0-9@$!|€]*+[0-9@$!|€])\S++")
ONE: Final = r"(?<![^\W_])[^\W_](?![^\W_])"
#: At least four single letters with the same gap between them: i d i o t, i.d.i.o.t
SPACED: Final = re.compile(
    rf"{ONE}(?P<gap>\s{{1,3}}|[._*,/~+|:;'·•–—-]{{1,2}} ?){ONE}(?:(?P=gap){ONE}){{2,}}"
)
#: Markdown within a word, of which readers see the letters alone.
LINKED: Final = re.compile(r"\[([^\[\]\n]{1,80}+)\]\([^()\s]{1,300}+\)")
CODE: Final = re.compile(r"(?<=[^\W\d_])`++(?=[^\W\d_])")
DRAWN_OUT: Final = re.compile(r"(?<![^\W_])(?=[^\W_]*?([^\W\d_])\1\1)[^\W_]++")
REPEATED: Final = re.compile(r"([^\W\d_])\1{2,}")
NUMERAL: Final = re.compile(r"[ivxlcdm]+")
VOWELS: Final = tuple("aeiouyäöü")
APOSTROPHES: Final = "\N{RIGHT SINGLE QUOTATION MARK}‘ʼ´`"
#: More marks on one letter than this are decoration.
MAX_MARKS: Final = 4
MIN_WORD: Final = 3
#: One character that stands for more letters is a sentence, and hides no word.
MOST_LETTERS: Final = 6


def normalise(text: str) -> Normalised:
    """Return the text with its disguises undone, for checks that look for words."""
    form = Normalised(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    unusual = UNUSUAL.search(text) is not None
    if unusual:
        form = rewritten(form, turned.FLAGS, turned.spelt)
        if turned.NOT_LATIN.search(text):
            form = rewritten(form, turned.WORD, turned.upright)
        form = rewritten(form, NOT_ASCII, _composed)
    if "](" in text:
        form = rewritten(form, LINKED, _unlinked)
    if "`" in text:
        form = rewritten(form, CODE, _dropped)
    form = rewritten(form, SPACED, _joined)
    if unusual and not LOOKALIKES.keys().isdisjoint(form.text):
        form = rewritten(form, TOKEN, _latin_words(form.text))
    form = rewritten(form, NOT_PLAIN, letters)
    return rewritten(small(form), DRAWN_OUT, _unrepeated)


def small(form: Normalised) -> Normalised:
    """Return the form in small letters, as casefolding has them."""
    if len(form.text.casefold()) > len(form.text):
        form = rewritten(form, NOT_ASCII, _lengthened)
    # One for one: each letter stays where it stood.
    return Normalised(form.text.casefold(), form.origin, form.ends)


def _composed(match: re.Match[str]) -> Iterator[Edit]:
    """Compose each letter with its marks; drop what shows nothing."""
    text, start = match.string, match.start()
    while start < match.end():
        end = start + 1
        while end < match.end() and _shows_nothing_alone(text[end]):
            end += 1
        letter = _plain_letter(text[start : min(end, start + 1 + MAX_MARKS)])
        if end - start > 1 or letter != text[start]:
            yield letter, start, end
        start = end


@lru_cache(maxsize=4096)
def _plain_letter(cluster: str) -> str:
    if cluster in APOSTROPHES:
        return "'"
    if category(cluster[0]) == "Sk":
        return cluster[0]  # a mark of its own, whose NFKC form is a space
    visible = "".join(ch for ch in cluster if not _hidden(ch))
    written_out = normalize("NFKC", visible)
    if len(written_out) > MOST_LETTERS + len(visible):
        return cluster[0]
    return "".join(
        _without_accent(VARIANTS.get(ch, ch))
        for ch in written_out
        if not PILED.match(ch)
    )


def _without_accent(letter: str) -> str:
    base = normalize("NFD", letter)[0]
    return base if base.isascii() and letter.lower() not in "äöü" else letter


@lru_cache(maxsize=4096)
def _shows_nothing_alone(ch: str) -> bool:
    return _hidden(ch) or PILED.match(ch) is not None


def _hidden(ch: str) -> bool:
    return (
        category(ch) == "Cf"
        or BLANKS.match(ch) is not None
        or "\ufe00" <= ch <= "\ufe0f"  # variation selectors
    )


def _unlinked(match: re.Match[str]) -> Iterator[Edit]:
    text, (start, end) = match.string, match.span()
    if text[start - 1 : start].isalpha() or text[end : end + 1].isalpha():
        yield "", start, match.start(1)
        yield "", match.end(1), end


def _dropped(match: re.Match[str]) -> Iterator[Edit]:
    yield "", *match.span()


def _joined(match: re.Match[str]) -> Iterator[Edit]:
    single = list(WORD.finditer(match.string, match.start(), match.end()))
    # 5 x 4 x 3 is a size.
    if sum(m.group().isalpha() for m in single) * 2 > len(single):
        for before, after in pairwise(single):
            yield "", before.end(), after.start()


def _latin_words(text: str) -> Callable[[re.Match[str]], Iterator[Edit]]:
    """Fold what mixes scripts, and in a Latin text what looks Latin throughout."""
    mostly_latin = 2 * len(LATIN.findall(text)) > len(LETTER.findall(text))

    def edits(match: re.Match[str]) -> Iterator[Edit]:
        token = match.group()
        if token.isascii() or len(token) < MIN_WORD:
            return
        among_latin = mostly_latin or LATIN.search(token) is not None
        for word in WORD.finditer(match.string, *match.span()):
            # A mask may have cut the token: tr*ck with a Cyrillic c.
            mixed = LATIN.search(word.group()) is not None
            if mixed or (among_latin and all(ch in LOOKALIKES for ch in word.group())):
                for at in range(*word.span()):
                    if (letter := LOOKALIKES.get(match.string[at])) is not None:
                        yield letter, at, at + 1

    return edits


def _lengthened(match: re.Match[str]) -> Iterator[Edit]:
    for at, ch in enumerate(match.group(), match.start()):
        if len(folded := ch.casefold()) > 1:
            yield folded, at, at + 1


def _unrepeated(match: re.Match[str]) -> Iterator[Edit]:
    """Shorten a letter that is drawn out, but not a numeral, nor an acronym like www.

    One is left, or two of a consonant after a vowel: blöd, hass, mmh.
    """
    word = match.group()
    if NUMERAL.fullmatch(word) or (len(word) == MIN_WORD and len(set(word)) == 1):
        return
    for run in REPEATED.finditer(word):
        start, end = match.start() + run.start(), match.start() + run.end()
        double = run[1] not in VOWELS and word[: run.start()].endswith(VOWELS)
        yield run[1], start + double, end
