"""The demo's own texts: articles, and comments with what became of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
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


def site_facts() -> dict[str, Any]:
    facts: dict[str, Any] = _read("site")
    return facts


def articles() -> list[DemoArticle]:
    return [DemoArticle(**row) for row in _read("articles")]


def comments() -> list[DemoComment]:
    return [DemoComment(**row) for row in _read("comments")]


def _read(name: str) -> Any:
    path = files("commentbox") / "demo" / "content" / f"{name}.json"
    return json.loads(path.read_text("utf-8"))
