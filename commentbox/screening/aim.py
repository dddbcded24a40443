"""Whom words are aimed at, and what takes the edge off them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commentbox.screening.lexicon.matcher import Hit, word_class
from commentbox.screening.reading import Text, Token

#: How many words before and after a hit are looked at.
BEFORE = 5
AFTER = 4

#: "The author", "Sie"; "she" and "your" may mean a thing, or whose it is.
PERSON = 0.9
PERHAPS = 0.45

#: What is left of a word that is denied, reported or said of oneself.
NEGATED = 0.5
REPORTED = 0.6
ONESELF = 0.5

QUOTE_PAIRS = (("„", "“”"), ("“", "”"), ("»", "«"), ("«", "»"), ('"', '"'), ("‚", "‘"))
#: A quotation that is longer than this is none, but a lonely quotation mark.
LONGEST_QUOTE = 300
QUOTED_LINE = re.compile(r"^ {0,3}>.*$", re.MULTILINE)


def aim(tokens: Sequence[Token], hit: Hit) -> float:
    """Return how surely a person is meant: 1 for "you", 0 where none is in sight."""
    here = tokens[hit.first]
    surest = 0.0
    for token in tokens[max(0, hit.first - BEFORE) : hit.last + AFTER + 1]:
        if token.sentence == here.sentence:
            near = 1.0 if token.clause == here.clause else 0.5
            surest = max(surest, near * _points_at_a_person(token))
    return surest


def edge(tokens: Sequence[Token], hit: Hit) -> float:
    """Return what is left (0-1) after negation, reporting and talk of oneself."""
    first, last = hit.first, hit.last
    sentence = tokens[first].sentence
    before = _words(tokens[max(0, first - 3) : first], sentence)
    around = _words(tokens[max(0, first - BEFORE) : last + 1 + AFTER], sentence)
    left = 1.0
    if not _of("negation").isdisjoint(before) or _negates_itself(tokens, hit):
        left *= NEGATED
    if not _of("reporting").isdisjoint(around):
        left *= REPORTED
    if not _of("self").isdisjoint(before) and _of("you").isdisjoint(around):
        left *= ONESELF
    return left


def quotations(text: Text) -> list[tuple[int, int]]:
    """Return the spans that the author took from somebody else."""
    body = text.body
    spans = [match.span() for match in QUOTED_LINE.finditer(body)]
    for opening, closing in QUOTE_PAIRS:
        at = body.find(opening)
        while at != -1:
            ends = [body.find(c, at + 1, at + LONGEST_QUOTE) for c in closing]
            end = min((e for e in ends if e != -1), default=-1)
            if end != -1:
                spans.append((at, end + 1))
            at = body.find(opening, max(at, end) + 1)
    return spans


def _of(name: str) -> frozenset[str]:
    return word_class("respect", name)


def _points_at_a_person(token: Token) -> float:
    if token.word in _of("you"):
        return 1.0
    if token.capital and token.word in _of("formal"):
        return PERSON
    if token.word in _of("role") or token.word in _of("group"):
        return PERSON
    return PERHAPS if token.word in _of("perhaps") else 0.0


def _words(tokens: Sequence[Token], sentence: int) -> set[str]:
    return {token.word for token in tokens if token.sentence == sentence}


def _negates_itself(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a "not" stands in a gap of the phrase ("are not animals")."""
    inside = {token.word for token in tokens[hit.first : hit.last + 1]}
    own = set(re.split(r"[ |]", hit.entry.pattern))
    return not _of("negation").isdisjoint(inside - own)
