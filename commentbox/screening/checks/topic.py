"""Topic: what a comment shares with article and thread, and what it says past them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from commentbox.domain.verdict import Finding
from commentbox.screening.asides import asides, weight_in, weight_of
from commentbox.screening.before import Before
from commentbox.screening.evidence import Span, evidence
from commentbox.screening.facts import Facts
from commentbox.screening.lexicon.matcher import word_class
from commentbox.screening.likeness import Said, gains, runs, said
from commentbox.screening.reading import Text, Token
from commentbox.screening.vocabulary import is_content, stem

NAME = "topic"

#: Below this many words with content nobody could tell.
FEWEST_WORDS = 4
#: Longer comments are judged by their beginning.
MOST_WORDS = 150
#: As much of an article and of a thread as is looked at.
ARTICLE_READ = 20_000
THREAD_READ = 6_000

#: How much of its words a comment draws from each of what was said before.
TITLE, BODY, PARENT, THREAD = 0.1, 0.25, 0.1, 0.1
#: What each run of a word is worth that talks about the article as such ("a typo in the
#: heading"): it is to the point.
ABOUT_ITSELF = 1.0

# The score is a logistic function of two features. The weights are round numbers, set
# by hand: no comments with their articles are free to learn shipped weights from.
#: Where what is shared leaves the matter open, and how fast it settles it.
UNDECIDED, SLOPE = -0.6, 1.5
#: However much is shared, it speaks no louder than this against an aside.
MOST_SHARED = 3.0
#: Without the text of the article, words that nobody has said yet may well be its own:
#: whatever is not shared flags nothing.
MOST_UNREAD = 0.8
#: What asides add, and where a comment stands of which nothing can be told: most are
#: to the point.
ASIDE, UNTOLD = 3.0, -1.0
#: What asides of the comment that is answered add, and those of all the newest.
ANSWERED, WANDERED = 1.5, 1.5
NEWEST = 8


class Near(NamedTuple):
    """How near each word is to what was said before, and of how many runs they are."""

    gains: list[float]
    runs: int


def topic(text: Text, facts: Facts) -> Finding:
    past = asides(text, facts.before)
    words = _content_words(text)
    before = _said_before(facts)
    if len(words) < FEWEST_WORDS or not before:
        if not past:
            why = "too_short" if before else "no_article"
            return Finding(check=NAME, score=None, detail=why)
        apart, foreign = UNTOLD, list[Span]()
    else:
        taken = {place for span in past for place in range(span.start, span.end)}
        near = _near(words, before, text.language, taken)
        apart = _apart(near, is_read=bool(facts.before.body.strip()))
        apart += _company(facts, text.language)
        foreign = _foreign(words, near, taken)
    aside = ASIDE * weight_of(past, len(text.tokens))
    shown = [*_sharing(past, aside), *_sharing(foreign, max(apart, 0.0 if past else 1))]
    return Finding(
        check=NAME,
        score=round(1 / (1 + math.exp(-apart - aside)), 4),
        evidence=evidence(text, shown),
        detail="aside" if aside > max(apart, 0) else "overlap",
    )


def _apart(near: Near, *, is_read: bool) -> float:
    """Return the log-odds of being off the topic.

    They grow with the root of the length: the runs of a word do not come one by one.
    """
    apart = SLOPE * (UNDECIDED - sum(near.gains) / math.sqrt(max(near.runs, 1)))
    if apart > 0 and is_read:
        return apart
    most = MOST_UNREAD if apart > 0 else MOST_SHARED
    return most * math.tanh(apart / most)


def _company(facts: Facts, language: str) -> float:
    """Return what the asides of others add: who joins them goes on with them."""
    answered = weight_in(facts.parent or "", facts.before, language)
    return ANSWERED * answered + facts.before.find(_wandering, language)


def _wandering(before: Before, language: str) -> float:
    newest = before.thread[:NEWEST]
    around = [weight_in(each, before, language) for each in newest]
    return WANDERED * sum(around) / max(len(around), 1)


def _sharing(spans: Sequence[Span], together: float) -> list[Span]:
    """Return the spans with weights that add up to what they have done together."""
    total = sum(span.weight for span in spans)
    return [
        span._replace(weight=span.weight * together / total)
        for span in spans
        if together > 0
    ]


def _foreign(
    words: Mapping[str, Token], near: Near, taken: AbstractSet[int]
) -> list[Span]:
    """Return the words that nobody has said before, unless they are asides."""
    return [
        Span(token.start, token.end, -gain)
        for token, gain in zip(words.values(), near.gains, strict=True)
        if gain < 0 and token.start not in taken
    ]


def _content_words(text: Text) -> dict[str, Token]:
    """Return the words with content, each where it first stands."""
    found: dict[str, Token] = {}
    for token in text.tokens:
        if is_content(token.word):
            found.setdefault(token.word, token)
        if len(found) == MOST_WORDS:
            break
    return found


def _said_before(facts: Facts) -> list[tuple[Said, float]]:
    sources = (
        (said(facts.before.title), TITLE),
        (said(facts.before.body[:ARTICLE_READ]), BODY),
        (said(facts.parent or ""), PARENT),
        (said(*_beginning(facts.before.thread)), THREAD),
    )
    return [(source, share) for source, share in sources if source.total]


def _beginning(thread: Sequence[str]) -> list[str]:
    """Return as many whole texts as are read; the newest come first."""
    texts, length = list[str](), 0
    for text in thread:
        texts.append(text[: THREAD_READ - length])
        length += len(texts[-1])
    return texts


def _near(
    words: Mapping[str, Token],
    before: Sequence[tuple[Said, float]],
    language: str,
    taken: AbstractSet[int],
) -> Near:
    """Return for each word how near it is to what was said before."""
    of = runs(list(words))
    gained = gains(of, before, language)
    itself = _about_itself()
    pointed = [
        stem(word) in itself and token.start not in taken
        for word, token in words.items()
    ]
    gained = np.where(np.array(pointed)[of.word], ABOUT_ITSELF, gained)
    by_word = np.bincount(of.word, gained, minlength=len(words))
    return Near(by_word.tolist(), len(of.hashes))


@lru_cache(maxsize=1)
def _about_itself() -> frozenset[str]:
    return frozenset(stem(word) for word in word_class("topic", "itself"))
