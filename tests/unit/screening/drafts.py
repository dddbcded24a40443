"""Drafts to judge, and what a check says of one."""

from __future__ import annotations

from typing import Any

from commentbox.domain.submission import Draft
from commentbox.domain.verdict import Finding
from commentbox.screening.before import Before
from commentbox.screening.check import Judge
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text


def a_draft(body: str, language: str = "de", **fields: Any) -> Draft:
    return Draft(body=body, language=language, **fields)


def facts(
    *,
    article_title: str = "",
    article_body: str = "",
    thread: tuple[str, ...] = (),
    **known: Any,
) -> Facts:
    before = Before(article_title, article_body, thread)
    return Facts(**{"bindings": (), "before": before, **known})


def finding_of(
    judge: Judge, draft: str | Draft, language: str = "de", **known: Any
) -> Finding | None:
    """Return what a check finds in a text, if anything."""
    if isinstance(draft, str):
        draft = a_draft(draft, language)
    found = judge(Text(draft), facts(**known))
    assert found is None or isinstance(found, Finding)
    return found


def score_of(
    judge: Judge, draft: str | Draft, language: str = "de", **known: Any
) -> float:
    """Return the score of a check; 0 where it has nothing to say."""
    found = finding_of(judge, draft, language, **known)
    return 0.0 if found is None else found.score or 0.0


def quotes(found: Finding | None) -> list[str]:
    """Return the words that decided."""
    return [] if found is None else [evidence.text for evidence in found.evidence]
