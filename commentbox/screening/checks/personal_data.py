"""Personal data: what should not stand on a public page, the author's own included."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from commentbox.domain.verdict import Finding
from commentbox.screening.evidence import Span, evidence, strongest
from commentbox.screening.facts import Facts
from commentbox.screening.personal.bank import ibans
from commentbox.screening.personal.card import cards
from commentbox.screening.personal.email import emails
from commentbox.screening.personal.phone import phones
from commentbox.screening.personal.postal import postal_addresses
from commentbox.screening.reading import Text

NAME = "personal_data"
#: Most comments have none, and so no number of anybody.
DIGIT = re.compile(r"\d")


def personal_data(text: Text, facts: Facts) -> Finding | None:
    """Judge the body alone; its author's website is meant to be public."""
    body = _without_links(text)
    spans = strongest(
        [
            *emails(_without_website(text)),
            *(_numbers(body, text.language) if DIGIT.search(body) else ()),
        ]
    )
    if not spans:
        return None
    kinds = {span.kind: 0.0 for span in spans}
    for span in spans:
        kinds[span.kind] = max(kinds[span.kind], span.weight)
    return Finding(
        check=NAME,
        score=round(1 - math.prod(1 - weight for weight in kinds.values()), 4),
        evidence=evidence(text, spans),
        detail=max(spans, key=lambda span: span.weight).kind,
    )


def _numbers(body: str, language: str) -> Iterator[Span]:
    yield from ibans(body)
    yield from cards(body)
    yield from postal_addresses(body)
    yield from phones(body, language)


def _without_website(text: Text) -> str:
    website = text.draft.author_url
    if not website:
        return text.body
    return text.body.replace(website, "\n" * len(website))


def _without_links(text: Text) -> str:
    """Return the body with links blanked out: the numbers in them are nobody's."""
    pieces: list[str] = []
    at = 0
    for link in text.links:
        pieces += [text.body[at : link.start], "\n" * (link.end - link.start)]
        at = link.end
    return "".join([*pieces, text.body[at:]])
