"""The passage of an article that is nearest to a comment, by the words they share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log
from typing import Final, NamedTuple

from markupsafe import Markup

from commentbox.screening.reading import WORD, fold
from commentbox.screening.vocabulary import PART, is_content, stem

#: About a paragraph: enough to see what is meant, little enough to read at once.
LENGTH: Final = 600
#: Sentences that are shorter go together with the next.
SHORTEST: Final = 40
#: As much of an article is looked at; a novel would take too long.
MOST_READ: Final = 120_000
#: Where a sentence may end: after its mark and a blank, or with its line.
BREAK: Final = re.compile(r"(?<=[.!?…])[\"”“»«)\]]*\s+|\n+")

MARKED: Final = Markup("<mark>{}</mark>")
TEXT: Final = Markup("{}")


class Word(NamedTuple):
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Passage:
    """A piece of an article, and where in it the words of the comment stand."""

    text: str
    places: tuple[tuple[int, int], ...]
    #: Whether the article goes on before and after it.
    opens: bool
    ends: bool

    @cached_property
    def marked(self) -> Markup:
        """Return the text as safe HTML, with the shared words marked."""
        pieces: list[Markup] = []
        at = 0
        for start, end in self.places:
            pieces.append(TEXT.format(self.text[at:start]))
            pieces.append(MARKED.format(self.text[start:end]))
            at = end
        return Markup("").join([*pieces, TEXT.format(self.text[at:])])


def nearest_passage(article: str, comment: str) -> Passage | None:
    """Return what of an article shares most with a comment; None for an empty one.

    Without any shared word it is the beginning, and no place is marked. A rare word of
    the article counts for more than one that it is full of.
    """
    sentences = _sentences(article[:MOST_READ])
    if not sentences:
        return None
    shared = _shared(sentences, comment)
    heard = Counter(w.stem for s in sentences for w in s.words if w.stem in shared)
    weights = {each: 1 / (1 + log(times)) for each, times in heard.items()}
    found = [{w.stem for w in s.words if w.stem in weights} for s in sentences]
    first, last = _best(sentences, found, weights)
    start, end = sentences[first].start, sentences[last].end
    words = (w for s in sentences[first : last + 1] for w in s.words)
    return Passage(
        text=article[start:end],
        places=tuple(
            (w.start - start, w.end - start) for w in words if w.stem in heard
        ),
        opens=first > 0,
        ends=last < len(sentences) - 1 or len(article) > MOST_READ,
    )


@lru_cache(maxsize=16)
def _sentences(text: str) -> Sequence[Sentence]:
    """Return the sentences; one article is asked for again and again."""
    stems: dict[str, str] = {}

    def content(start: int, end: int) -> Iterator[Word]:
        for match in WORD.finditer(text, start, end):
            word = fold(match[0])
            if word not in stems:
                stems[word] = stem(word) if is_content(word) else ""
            if stems[word]:
                yield Word(stems[word], match.start(), match.end())

    return tuple(
        Sentence(start, end, tuple(content(start, end)))
        for start, end in pairwise(_edges(text))
    )


def _edges(text: str) -> Iterator[int]:
    """Yield where sentences begin and end; one that never ends is cut."""
    yield 0
    at = 0
    for end in (*(m.end() for m in BREAK.finditer(text)), len(text)):
        if end - at < SHORTEST and end < len(text):
            continue
        yield from range(at + LENGTH, end, LENGTH)
        if end > at:
            yield end
        at = end


def _shared(sentences: Sequence[Sentence], comment: str) -> set[str]:
    """Return the stems of the article that the comment has too, also in compounds."""
    said = {stem(w) for w in map(fold, WORD.findall(comment)) if is_content(w)}
    parts = tuple(each for each in said if len(each) >= PART)
    own = {word.stem for sentence in sentences for word in sentence.words}
    joined = "\n".join(["", *said, ""])
    return {
        each
        for each in own
        if each in said
        or each.startswith(parts)
        or each.endswith(parts)
        or (len(each) >= PART and (f"\n{each}" in joined or f"{each}\n" in joined))
    }


def _best(
    sentences: Sequence[Sentence], found: Sequence[set[str]], weights: dict[str, float]
) -> tuple[int, int]:
    """Return the run with the highest score; of several, the one in their middle."""
    windows = list(_windows(sentences))
    scores = [_score(found, window, weights) for window in windows]
    highest = max(scores)
    best = [w for w, score in zip(windows, scores, strict=True) if score == highest]
    return best[len(best) // 2] if highest else windows[0]


def _windows(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """Yield each run of sentences that is as long as it may be."""
    last = 0
    for first, sentence in enumerate(sentences):
        last = max(first, last)
        while (
            last + 1 < len(sentences)
            and sentences[last + 1].end - sentence.start <= LENGTH
        ):
            last += 1
        yield first, last


def _score(
    found: Sequence[set[str]], window: tuple[int, int], weights: dict[str, float]
) -> float:
    first, last = window
    return sum(weights[each] for each in sorted(set().union(*found[first : last + 1])))
