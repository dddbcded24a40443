"""The demo's own texts: articles, comments and what became of them, deeds of a team."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoArticle:
    key: str
    language: str
    title: str
    author: str
    published_days_ago: float
    body_html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoComment:
    """``outcome`` is what a moderator made of it; ``pending`` waits, in any lane."""

    ref: str
    article: str
    parent: str | None
    author: str | None
    hours_ago: float
    body: str
    outcome: str
    email: str | None = None
    url: str | None = None
    rule: str | None = None
    note: str | None = None
    edited_to: str | None = None
    #: An earlier comment whose token came along: both are of one author.
    same_as: str | None = None
    #: Drawn to be decided without its findings.
    blind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDeed:
    """What somebody of the team did at the desk; ``kind`` says which fields it has."""

    kind: str
    by: str
    hours_ago: float
    #: The comment that it is about, by its ref, or the key of an article.
    on: str = ""
    article: str = ""
    body: str = ""
    audience: str = "team"
    badge: str = "team"
    passage: str = ""
    rule: str = ""
    reason: str = ""
    days: int = 0
    values: dict[str, Any] = field(default_factory=dict)


def site_facts() -> dict[str, Any]:
    facts: dict[str, Any] = _read("site")
    return facts


def articles() -> list[DemoArticle]:
    return [DemoArticle(**row) for row in _read("articles")]


def comments() -> list[DemoComment]:
    return [*(DemoComment(**row) for row in _read("comments")), *advertising()]


def advertising() -> list[DemoComment]:
    """Return what every blog gets, and what people filed as spam."""
    return [
        DemoComment(
            ref=f"ad-{number}",
            article=article,
            parent=None,
            author=author,
            hours_ago=hours_ago,
            body=body,
            outcome="spam",
        )
        for number, (article, author, hours_ago, body) in enumerate(
            _read("advertising"), start=1
        )
    ]


def deeds() -> list[DemoDeed]:
    return [DemoDeed(**row) for row in _read("desk")]


def _read(name: str) -> Any:
    path = files("commentbox") / "demo" / "content" / f"{name}.json"
    return json.loads(path.read_text("utf-8"))
