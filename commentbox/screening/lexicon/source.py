"""Read the lexicon files: sections of entries, for people to edit.

``[kind 0.3 0.7]`` opens a section: the weight of its entries, by themselves and aimed
at a person. ``[class name]`` opens a list of exact words that phrases name as
``<name>``. Entries stand one a line, or several with commas:

- ``word`` in any of its inflections; ``=word`` exactly; ``word*`` as a beginning;
  ``*word`` also at the end of a compound; ``^word`` only with the capital of a name;
- ``one|other word .. <class> ~word``: a phrase, word for word; ``..`` stands for up to
  two words between, ``~`` for inflections, ``*`` for any ending, ``$`` at its end for
  the end of a clause;
- ``!`` before any of these: only in texts of this file's language ("twit", "hell").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from commentbox.screening.tokens import fold

INFLECTIONS = {
    "de": (
        *("", "e", "n", "s", "en", "er", "es", "em", "ern", "in", "innen"),
        *("ere", "eren", "erer", "eres", "ste", "sten", "ster", "stes"),
        *("este", "esten", "ester", "estes"),
    ),
    "en": ("", "s", "es", "'s", "ed", "er", "ers", "ing"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a lexicon; ``aimed`` is its weight when a person is the target."""

    pattern: str
    kind: str
    weight: float
    aimed: float
    language: str
    own_language_only: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What one file holds."""

    entries: tuple[Entry, ...]
    classes: Mapping[str, frozenset[str]]


@lru_cache(maxsize=16)
def read(name: str, language: str) -> Source:
    """Return the lexicon ``name`` of one language, as in ``respect.de.txt``."""
    entries: list[Entry] = []
    classes: dict[str, set[str]] = {}
    kind, first, last = "", "", ""
    for line in lines(f"{name}.{language}.txt"):
        if line.startswith("["):
            kind, first, *rest = line.strip("[]").split()
            last = rest[0] if rest else first
            continue
        for item in line.split(", "):
            if kind == "class":
                classes.setdefault(first, set()).update(spellings(fold(item)))
                continue
            pattern = item.removeprefix("!")
            own = item != pattern
            entry = Entry(pattern, kind, float(first), float(last), language, own)
            entries.append(entry)
    return Source(tuple(entries), {k: frozenset(v) for k, v in classes.items()})


def lines(file: str) -> Iterator[str]:
    """Yield the lines of a file here that are neither empty nor comments."""
    text = files("commentbox.screening.lexicon").joinpath(file).read_text("utf-8")
    for line in text.splitlines():
        if (entry := line.strip()) and not entry.startswith("#"):
            yield entry


def forms(word: str, language: str) -> set[str]:
    """Return the folded forms of ``word``: inflected, and with ``ae`` for ``ä``."""
    endings = ("",) if word.startswith("=") else INFLECTIONS[language]
    stem = fold(word.lstrip("=~"))
    return {form + ending for form in spellings(stem) for ending in endings}


def spellings(stem: str) -> set[str]:
    """Return ``stem`` with umlauts as they are, and as keyboards without them write."""
    plain = stem.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return {stem, plain}
