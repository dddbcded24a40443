"""Rows that no database has seen: valid defaults, and a test names what it is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from commentbox.models import Article, Site

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a_site(name: str = "blog", **values: Any) -> Site:
    fields = {
        "url": f"https://{name}.example.org",
        "tag_host": f"{name}.example.org",
        "changed_at": NOON,
        "created_at": NOON,
        **values,
    }
    return Site(name=name, **fields)


def an_article(key: str = "first", **values: Any) -> Article:
    fields = {
        "site": values.pop("site", None) or a_site(),
        "url": "https://blog.example.org/first",
        "title": "A lamp that never flickers",
        "language": "en",
        "changed_at": NOON,
        "created_at": NOON,
        **values,
    }
    return Article(key=key, **fields)
