"""Topic: what a comment shares with article and thread, and what it says past them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from commentbox.domain.verdict import Finding
from commentbox.screening.asides import asides, weight_in, weight_of
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
#: Few words prove little: this many leave the judgement half way to "cannot tell".
HALF_SURE = 3

# The score is a logistic function of two features. The weights are round numbers, set
# by hand: no comments with their articles are free to learn shipped weights from.
#: Where shared words leave the matter open, and how fast they settle it.
UNDECIDED, SLOPE = 0.22, 14.0
#: Without the text of the article, words that nobody has said yet may well be its own.
UNREAD = 0.25
#: What asides add, and where a comment stands of which nothing can be told: most are
#: to the point.
ASIDE, UNTOLD = 3.0, -1.0
#: What asides of the comment that is answered add.
ANSWERED = 1.5


def topic(text: Text, facts: Facts) -> Finding:
    article = f"{facts.article_title}\n{facts.article_body[:ARTICLE_READ]}"
    past = asides(text, article)
    words = _content_words(text)
    said_before = _said_before(facts, article)
    if len(words) < FEWEST_WORDS or not said_before:
        if not past:
            why = "too_short" if said_before else "no_article"
            return Finding(check=NAME, score=None, detail=why)
        apart, foreign = UNTOLD, list[Span]()
    else:
        shared = _shared(words, said_before)
        trust = 1.0 if facts.article_body.strip() else UNREAD
        apart = _apart(words, shared) * trust + UNTOLD * (1 - trust)
        apart += ANSWERED * weight_in(facts.parent or "", article, text.language)
        foreign = _foreign(words, shared, past)
    aside = ASIDE * weight_of(past, len(text.tokens))
    shown = [*_sharing(past, aside), *_sharing(foreign, max(apart, 0.0 if past else 1))]
    return Finding(
        check=NAME,
        score=round(1 / (1 + math.exp(-apart - aside)), 4),
        evidence=evidence(text, shown),
        detail="aside" if aside > max(apart, 0) else "overlap",
    )


def _apart(words: Mapping[str, Token], shared: Mapping[str, float]) -> float:
    """Return the log-odds of being off the topic, nearer to 0 where words are few."""
    weights = {word: _weight(word) for word in words}
    length = math.pow(sum(weights.values()), LENGTH_POWER)
    overlap = sum(shared[word] * weights[word] for word in words) / length
    return SLOPE * (UNDECIDED - overlap) * len(words) / (len(words) + HALF_SURE)


def _sharing(spans: Sequence[Span], together: float) -> list[Span]:
    """Return the spans with weights that add up to what they have done together."""
    total = sum(span.weight for span in spans)
    return [
        span._replace(weight=span.weight * together / total)
        for span in spans
        if together > 0
    ]


def _foreign(
    words: Mapping[str, Token], shared: Mapping[str, float], past: Sequence[Span]
) -> list[Span]:
    """Return the words that nobody has said before, unless they are asides."""
    taken = {place for span in past for place in range(span.start, span.end)}
    return [
        Span(token.start, token.end, _weight(word))
        for word, token in words.items()
        if not shared[word] and token.start not in taken
    ]


def _content_words(text: Text) -> dict[str, Token]:
    """Return the stems of the comment, each with the first word that has it."""
    found: dict[str, Token] = {}
    for token in text.tokens:
        if is_content(token.word):
            found.setdefault(stem(token.word), token)
        if len(found) == MOST_WORDS:
            break
    return found


def _said_before(facts: Facts, article: str) -> list[tuple[Vocabulary, float]]:
    is_reply = facts.parent is not None
    sources = (
        (vocabulary(facts.parent or ""), PARENT),
        (vocabulary(article), ARTICLE_TO_A_REPLY if is_reply else ARTICLE),
        (vocabulary(*_beginning(facts.thread)), THREAD),
    )
    return [(words, weight) for words, weight in sources if words.stems]


def _beginning(thread: Sequence[str]) -> list[str]:
    """Return as many whole texts as are read; the newest come first."""
    texts, length = list[str](), 0
    for text in thread:
        texts.append(text[: THREAD_READ - length])
        length += len(texts[-1])
    return texts


def _shared(
    words: Mapping[str, Token], said_before: Sequence[tuple[Vocabulary, float]]
) -> dict[str, float]:
    """Return for each word how surely, and how near by, it was said before."""
    passages = [known.nearest_passage(words) for known, _ in said_before]
    sources = list(zip(said_before, passages, strict=True))
    shared: dict[str, float] = {}
    for word in words:
        best = ABOUT_ITSELF if word in _about_itself() else 0.0
        for (known, weight), passage in sources:
            if weight > best:
                best = max(best, known.likeness(word, passage) * weight)
        shared[word] = best
    return shared


@lru_cache(maxsize=4096)
def _weight(word: str) -> float:
    """Long words are rarer, and so say more."""
    return min(2.0, 0.5 + len(word) / 8)


@lru_cache(maxsize=1)
def _about_itself() -> frozenset[str]:
    return frozenset(stem(word) for word in word_class("topic", "itself"))
