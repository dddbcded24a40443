"""The answer in Perspective's form: scores of the whole, and of its sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from commentbox.analyze.asking import Asked, CommentText, primary
from commentbox.analyze.attributes import scores
from commentbox.domain.submission import Draft
from commentbox.screening.before import Before
from commentbox.screening.facts import Facts
from commentbox.screening.learned.language import language_of
from commentbox.screening.reading import words

#: A sentence with its marks; closing quotes and brackets belong to it.
SENTENCE = re.compile(r"[^\s.!?…][^.!?…\n]*[.!?…]*[\"'”“’»«)\]]*")
#: Each is judged by itself; what is left of a long text is judged as one.
MOST_SENTENCES = 30
#: Beyond this nobody would tell the language better.
WORDS_FOR_LANGUAGE = 2_000


class Span(NamedTuple):
    begin: int
    end: int

    def in_units(self, text: str) -> Span:
        """Return it as clients count, and JavaScript: in units of UTF-16."""
        begin = _units(text[: self.begin])
        return Span(begin, begin + _units(text[self.begin : self.end]))


def answer(asked: Asked, site_language: str) -> dict[str, Any]:
    """Raises ``Unanswered``."""
    comment = asked.comment
    detected = detected_language(comment, site_language)
    language = primary(comment.languages[0]) if comment.languages else detected
    draft = Draft(body=comment.text, language=language)
    before = Before(body=asked.article)
    facts = Facts(bindings=(), before=before, parent=asked.parent)
    names = tuple(asked.attributes)
    whole = scores(names, draft, facts)
    # What is below the asked score, or cannot be told, is left out.
    told = {
        name: score
        for name, score in whole.items()
        if score is not None and score >= asked.attributes[name]
    }
    by_span = [
        (span.in_units(draft.body), part)
        for span, part in _by_span(asked, tuple(told), draft, facts, whole)
    ]
    return {
        "attributeScores": {
            name: {
                "spanScores": [
                    {"begin": span.begin, "end": span.end, "score": _score(part[name])}
                    for span, part in by_span
                    if part[name] is not None
                ],
                "summaryScore": _score(score),
            }
            for name, score in told.items()
        },
        "languages": list(comment.languages) or [detected],
        "detectedLanguages": [detected],
        **_echoed(comment),
    }


def thanked(comment: CommentText, site_language: str) -> dict[str, Any]:
    """Answer a suggested score; nothing is done with it."""
    return {
        "requestedLanguages": list(comment.languages),
        "detectedLanguages": [detected_language(comment, site_language)],
        **_echoed(comment),
    }


def detected_language(comment: CommentText, site_language: str) -> str:
    """Return ``de`` or ``en``: that of the site where the words do not say."""
    found = words(comment.text)[:WORDS_FOR_LANGUAGE]
    return language_of(found, primary(site_language))


def sentences(text: str) -> list[Span]:
    """Return the sentences, at most so many: the last has what is left."""
    found = [Span(m.start(), len(m[0].rstrip()) + m.start()) for m in _some(text)]
    if len(found) > MOST_SENTENCES:
        rest = Span(found[MOST_SENTENCES - 1].begin, len(text.rstrip()))
        return [*found[: MOST_SENTENCES - 1], rest]
    return found or [Span(0, len(text))]


def _some(text: str) -> list[re.Match[str]]:
    found = []
    for match in SENTENCE.finditer(text):
        found.append(match)
        if len(found) > MOST_SENTENCES:
            break
    return found


def _by_span(
    asked: Asked,
    names: tuple[str, ...],
    draft: Draft,
    facts: Facts,
    whole: dict[str, float | None],
) -> list[tuple[Span, dict[str, float | None]]]:
    spans = sentences(draft.body) if asked.by_sentence and names else []
    if len(spans) < 2:  # noqa: PLR2004 - one sentence is the whole
        return [(Span(0, len(draft.body)), whole)]
    return [
        (
            span,
            scores(
                names, replace(draft, body=draft.body[span.begin : span.end]), facts
            ),
        )
        for span in spans
    ]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _score(value: float | None) -> dict[str, Any]:
    return {"value": value, "type": "PROBABILITY"}


def _echoed(comment: CommentText) -> dict[str, str]:
    token = comment.client_token
    return {} if token is None else {"clientToken": token}
