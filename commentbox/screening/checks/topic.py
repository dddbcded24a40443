"""Topic: how much a comment shares with the article and with what was said under it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from commentbox.domain.verdict import Finding
from commentbox.screening.evidence import Span, evidence
from commentbox.screening.facts import Facts
from commentbox.screening.lexicon.matcher import word_class
from commentbox.screening.reading import Text, Token
from commentbox.screening.vocabulary import Vocabulary, is_content, stem, vocabulary

NAME = "topic"

#: Below this many words with content nobody could tell.
FEWEST_WORDS = 4
#: Longer comments are judged by their beginning.
MOST_WORDS = 150
#: As much of an article and of a thread as is looked at.
ARTICLE_READ = 20_000
THREAD_READ = 6_000

#: What a word counts for by where it was said before; a reply answers its parent.
ARTICLE, PARENT, THREAD = 1.0, 1.0, 0.7
ARTICLE_TO_A_REPLY = 0.8
#: Talking about the article as such ("a typo in the heading") is to the point.
ABOUT_ITSELF = 0.6

#: Long comments wander: what they share is divided by less than their whole length.
LENGTH_POWER = 0.6
#: Where shared words leave the matter open, and how fast they settle it.
UNDECIDED, SLOPE = 0.22, 14.0
#: Few words prove little: this many leave the judgement half way to "cannot tell".
HALF_SURE = 3


def topic(text: Text, facts: Facts) -> Finding:
    said_before = _said_before(facts)
    if not said_before:
        return Finding(check=NAME, score=None, detail="no_article")
    words = _content_words(text)
    if len(words) < FEWEST_WORDS:
        return Finding(check=NAME, score=None, detail="too_short")
    shared = {word: _shared(word, said_before) for word in words}
    weights = {word: _weight(word) for word in words}
    length = sum(weights.values()) ** LENGTH_POWER
    overlap = sum(shared[word] * weights[word] for word in words) / length
    score = _judged(overlap, len(words))
    foreign = [
        Span(token.start, token.end, weights[word])
        for word, token in words.items()
        if not shared[word]
    ]
    return Finding(
        check=NAME,
        score=round(score, 4),
        evidence=evidence(text, foreign),
        detail="overlap",
    )


def _judged(overlap: float, words: int) -> float:
    """Return the probability of being off the topic, unsure where words are few."""
    raw = 1 / (1 + math.exp(SLOPE * (overlap - UNDECIDED)))
    return 0.5 + (raw - 0.5) * words / (words + HALF_SURE)


def _content_words(text: Text) -> dict[str, Token]:
    """Return the stems of the comment, each with the first word that has it."""
    found: dict[str, Token] = {}
    for token in text.tokens:
        if is_content(token.word):
            found.setdefault(stem(token.word), token)
        if len(found) == MOST_WORDS:
            break
    return found


def _said_before(facts: Facts) -> list[tuple[Vocabulary, float]]:
    is_reply = facts.parent is not None
    article = f"{facts.article_title}\n{facts.article_body[:ARTICLE_READ]}"
    thread = "\n".join(facts.thread)[:THREAD_READ]
    sources = (
        (facts.parent or "", PARENT),
        (article, ARTICLE_TO_A_REPLY if is_reply else ARTICLE),
        (thread, THREAD),
    )
    known = [(vocabulary(source), weight) for source, weight in sources]
    return [(words, weight) for words, weight in known if words.stems]


def _shared(word: str, said_before: Iterable[tuple[Vocabulary, float]]) -> float:
    itself = ABOUT_ITSELF if word in _about_itself() else 0.0
    return max(itself, *(v.likeness(word) * weight for v, weight in said_before))


@lru_cache(maxsize=4096)
def _weight(word: str) -> float:
    """Long words are rarer, and so say more."""
    return min(2.0, 0.5 + len(word) / 8)


@lru_cache(maxsize=1)
def _about_itself() -> frozenset[str]:
    return frozenset(stem(word) for word in word_class("topic", "itself"))
