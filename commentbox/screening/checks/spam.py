"""Spam: links, advertising and how it was sent, added up to one judgement."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from commentbox.domain.verdict import SPAM_CHECK, Finding
from commentbox.screening.checks.form import HONEYPOT
from commentbox.screening.evidence import Span, evidence, strongest
from commentbox.screening.facts import Facts
from commentbox.screening.learned.explaining import deciding
from commentbox.screening.learned.features import features
from commentbox.screening.learned.model import probability
from commentbox.screening.learned.shipped import shipped
from commentbox.screening.lexicon.matcher import lexicon
from commentbox.screening.links import links
from commentbox.screening.mailbox import is_disposable
from commentbox.screening.reading import Text, tokenise

NAME = SPAM_CHECK

#: By number of links.
LINKS = (0.0, 0.15, 0.3, 0.45, 0.65, 0.8)
#: A text that is mostly links says nothing else.
MOSTLY_LINKS = 0.25
MOSTLY = 0.5
SHORTENED = 0.35
SHORTENERS = frozenset(
    {*("bit.ly", "t.co", "goo.gl", "tinyurl.com", "ow.ly", "is.gd", "buff.ly", "v.gd")}
    | {*("cutt.ly", "rebrand.ly", "t.ly", "shorturl.at", "rb.gy", "tiny.cc", "adf.ly")}
    | {*("s.id", "bit.do", "wa.me", "t.me", "linktr.ee")}
)
NAME_IS_ADVERTISING = 0.5
#: "Great blog, keep it up" is praise; with a website behind the name it is a method.
PRAISE_WITH_WEBSITE = 0.25
SHOUTING = 0.2
SHOUTED_LETTERS, SHOUTED_SHARE = 20, 0.7
STAMP = 0.3
#: Some use such a mailbox to stay unknown, which they may; most to advertise.
DISPOSABLE = 0.3

#: What the model has learned counts from here on; alone it may flag, but not filter.
LEARNED_FROM = 0.3
LEARNED_CAP = 0.66

#: (from how many on, weight), the most first.
REPEATS = ((6, 0.7), (3, 0.55), (2, 0.35), (1, 0.2))
SPEED = ((20, 0.65), (10, 0.5), (6, 0.3))
#: Short texts repeat themselves: "Danke!"
SHORT = 40
#: Busy people and shared addresses exist: alone this is never enough to filter.
BEHAVIOUR_CAP = 0.7
#: Content that says less than this says nothing beside the behaviour.
TELLING = 0.3


class Signal(NamedTuple):
    """A reason, what it weighs, and where it stands, if anywhere in the body."""

    name: str
    weight: float
    spans: tuple[Span, ...] = ()


def spam(text: Text, facts: Facts) -> Finding | None:
    content = [signal for signal in _content(text, facts) if signal.weight > 0]
    behaviour = [signal for signal in _behaviour(text, facts) if signal.weight > 0]
    if not content and not behaviour:
        return None
    said, sent = _either(content), min(BEHAVIOUR_CAP, _either(behaviour))
    # The desk and the thresholds go by what decides; see bindings.NEVER_FILTERS_ALONE.
    deciding = behaviour if behaviour and said < TELLING else content
    spans = strongest(span for signal in content for span in signal.spans)
    return Finding(
        check=NAME,
        score=round(1 - (1 - said) * (1 - sent), 4),
        evidence=evidence(text, spans),
        detail=max(deciding, key=lambda signal: signal.weight).name,
    )


def _content(text: Text, facts: Facts) -> Iterator[Signal]:
    yield from _links(text)
    yield from _advertising(text)
    yield from _learned(text)
    yield Signal("shouting", SHOUTING if _shouts(text.body) else 0)
    yield Signal("name", NAME_IS_ADVERTISING if _advertises(text) else 0)
    yield Signal("honeypot", HONEYPOT if facts.honeypot_filled else 0)
    yield Signal("stamp", STAMP if facts.stamp_wrong else 0)


def _behaviour(text: Text, facts: Facts) -> Iterator[Signal]:
    repeats = _step(REPEATS, facts.repeats)
    yield Signal("repeats", repeats if len(text.body) > SHORT else repeats / 2)
    yield Signal("speed", _step(SPEED, facts.recent_posts))
    disposable = is_disposable(text.draft.author_email)
    yield Signal("disposable", DISPOSABLE if disposable else 0)


def _links(text: Text) -> Iterator[Signal]:
    found = text.links
    if not found:
        return
    weight = LINKS[min(len(found), len(LINKS) - 1)]
    spans = tuple(Span(link.start, link.end, weight / len(found)) for link in found)
    yield Signal("links", weight, spans)
    if sum(link.end - link.start for link in found) > MOSTLY * len(text.body):
        yield Signal("links", MOSTLY_LINKS)
    short = tuple(
        Span(link.start, link.end, SHORTENED)
        for link in found
        if link.host in SHORTENERS
    )
    yield Signal("shortened_links", SHORTENED if short else 0, short)


def _advertising(text: Text) -> Iterator[Signal]:
    spans = strongest(
        Span(
            tokens[hit.first].start,
            tokens[hit.last].end,
            hit.entry.weight,
            hit.entry.pattern,
            hit.entry.kind,
        )
        for tokens in text.forms
        for hit in lexicon(NAME).find(tokens, text.language)
        if hit.entry.weight > 0
    )
    for phrase in dict.fromkeys(span.what for span in spans):
        places = tuple(span for span in spans if span.what == phrase)
        yield Signal("advertising", places[0].weight, places)
    if text.draft.author_url and any(span.kind == "seo" for span in spans):
        yield Signal("praise", PRAISE_WITH_WEBSITE)


def _learned(text: Text) -> Iterator[Signal]:
    """Return how likely the words are those of spam, whatever they link to."""
    text = _without_links(text)
    read, model = features(text), shipped(NAME)
    share = probability(model.logit(read))
    if share >= LEARNED_FROM:
        words = deciding(text, read._replace(insults=[]), model)
        total = sum(word.weight for word in words)
        spans = (word._replace(weight=share * word.weight / total) for word in words)
        yield Signal("learned", LEARNED_CAP * share, tuple(spans))


def _without_links(text: Text) -> Text:
    """Return the text as the model learned to read it; all else stays in its place."""
    found = text.links
    if not found:
        return text
    body = list(text.body)
    for link in found:
        body[link.start : link.end] = " " * (link.end - link.start)
    return Text(replace(text.draft, body="".join(body)))


def _advertises(text: Text) -> bool:
    """Whether the author's name is a link or an advertisement."""
    name = text.draft.author_name
    if links(name):
        return True
    return bool(lexicon(NAME).find(tuple(tokenise(name)), text.language))


def _shouts(body: str) -> bool:
    letters = "".join(filter(str.isalpha, body))
    capitals = sum(map(str.isupper, letters))
    return len(letters) >= SHOUTED_LETTERS and capitals > SHOUTED_SHARE * len(letters)


def _step(steps: tuple[tuple[int, float], ...], count: int) -> float:
    return next((weight for least, weight in steps if count >= least), 0.0)


def _either(signals: Iterable[Signal]) -> float:
    return 1 - math.prod(1 - signal.weight for signal in signals)
