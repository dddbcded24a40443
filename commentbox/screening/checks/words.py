"""Words: those that the site itself wants to look at before they appear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from commentbox.domain.verdict import Finding
from commentbox.screening import reading
from commentbox.screening.evidence import Span, evidence, strongest
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text, Token

NAME = "words"

#: One of the site's words is what the site asked for; a machine still cannot be sure.
FIRST = 0.8
EACH_FURTHER = 0.05
SUREST = 0.95


class Wanted(NamedTuple):
    """An entry: its words, the last of which may be only a stem."""

    words: tuple[str, ...]
    is_stem: bool

    def begins_with(self, places: Mapping[str, list[int]]) -> list[str]:
        """Return the words of the text with which this may begin."""
        first = self.words[0]
        if self.is_stem and len(self.words) == 1:
            return [word for word in places if word.startswith(first)]
        return [first] if first in places else []

    def fits(self, tokens: Sequence[Token]) -> bool:
        *firsts, last = (token.word for token in tokens)
        if tuple(firsts) != self.words[:-1]:
            return False
        return (
            last.startswith(self.words[-1]) if self.is_stem else last == self.words[-1]
        )


def configured_words(text: Text, facts: Facts) -> Finding | None:
    wanted = [
        Wanted(tuple(words), entry.rstrip().endswith("*"))
        for entry in facts.words
        if (words := reading.words(entry))
    ]
    spans = strongest(span for tokens in text.forms for span in _found(wanted, tokens))
    if not spans:
        return None
    distinct = len({span.what for span in spans})
    score = min(SUREST, FIRST + EACH_FURTHER * (distinct - 1))
    return Finding(
        check=NAME,
        score=round(score, 4),
        evidence=evidence(text, spans),
        detail="configured",
    )


def _found(wanted: list[Wanted], tokens: Sequence[Token]) -> Iterator[Span]:
    places: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        places.setdefault(token.word, []).append(at)
    for entry in wanted:
        for word in entry.begins_with(places):
            for at in places[word]:
                covered = tokens[at : at + len(entry.words)]
                if len(covered) == len(entry.words) and entry.fits(covered):
                    start, end = covered[0].start, covered[-1].end
                    yield Span(start, end, 1.0, " ".join(entry.words))
