"""What a page of the site says of itself: its boxes, its title, its author.

Everything here was written by whoever wrote the page. The parser builds no tree, so
that nothing nested makes it slow; a conforming one needs minutes for a megabyte of it.
"""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

#: A page that names more is a list of articles and none itself.
MOST_BOXES: Final = 5
#: Characters of the text that the screening compares with.
MOST_TEXT: Final = 200_000
MOST_LINKED_DATA: Final = 200_000
#: Its text is none of the article.
SILENT: Final = frozenset({"script", "style", "template", "noscript", "nav", "aside"})
ARTICLES: Final = frozenset({"Article", "BlogPosting", "NewsArticle", "TechArticle"})


@dataclass(slots=True)
class PageFacts:
    """What was found, as it stands there and unchecked."""

    keys: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    linked: dict[str, Any] = field(default_factory=dict)
    canonical: str = ""
    title: str = ""
    heading: str = ""
    language: str = ""
    text: str = ""

    def first(self, *names: str) -> str:
        """Return the first of these that the page has, of meta and linked data."""
        for name in names:
            value = self.meta.get(name) or self.linked.get(name)
            if isinstance(value, dict):
                value = value.get("name")
            if isinstance(value, str) and value.strip():
                return value.strip()
        return ""


class _Reader:
    """Takes what the parser meets, in its order."""

    def __init__(self) -> None:
        self.found = PageFacts()
        self._into: str = ""
        self._silent = self._article = 0
        self._parts: dict[str, list[str]] = {"title": [], "h1": [], "ld": []}
        self._texts: tuple[list[str], list[str]] = ([], [])
        self._lengths = [0, 0]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "comment-box":
                self._box(attributes.get("article"))
            case "html":
                self.found.language = attributes.get("lang", "")
            case "meta":
                name = attributes.get("property") or attributes.get("name") or ""
                self.found.meta.setdefault(name.lower(), attributes.get("content", ""))
            case "link" if "canonical" in attributes.get("rel", "").lower().split():
                self.found.canonical = self.found.canonical or attributes.get(
                    "href", ""
                )
            case "script" if "ld+json" in attributes.get("type", "").lower():
                self._into = "ld"
            case "title" | "h1" if not self._parts[tag]:
                self._into = tag
            case "article" | "main":
                self._article += 1
        if tag in SILENT:
            self._silent += 1

    def end(self, tag: str) -> None:
        if tag in {"title", "h1", "script"}:
            self._into = ""
        if tag in {"article", "main"}:
            self._article = max(0, self._article - 1)
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)

    def data(self, text: str) -> None:
        if self._into:
            self._parts[self._into].append(text)
        if self._silent:
            return
        # All of it, and beside it what stands in the article alone.
        for which in (0, 1) if self._article else (0,):
            if self._lengths[which] < MOST_TEXT:
                self._texts[which].append(text)
                self._lengths[which] += len(text)

    def close(self) -> PageFacts:
        found = self.found
        found.title = "".join(self._parts["title"])
        found.heading = "".join(self._parts["h1"])
        found.linked = _linked("".join(self._parts["ld"]))
        found.text = " ".join(self._texts[1] or self._texts[0])[:MOST_TEXT]
        return found

    def _box(self, key: str | None) -> None:
        keys = self.found.keys
        if key and key not in keys and len(keys) <= MOST_BOXES:
            keys.append(key)


def read_page(html: bytes, charset: str | None = None) -> PageFacts:
    """Return what a page says of itself."""
    # Imported here: a process that fetches no page does without it.
    from lxml import etree  # noqa: PLC0415

    encoding = charset if _is_known(charset) else None
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, encoding=encoding or _declared(html))
    parser.feed(html or b" ")
    found: PageFacts = parser.close()
    return found


def _declared(html: bytes) -> str | None:
    """Return UTF-8 unless the page says otherwise: the parser would take Latin-1."""
    return None if b"charset" in html[:2048].lower() else "utf-8"


def _is_known(charset: str | None) -> bool:
    try:
        codecs.lookup(charset or "")
    except (LookupError, ValueError):
        return False
    return True


def _linked(text: str) -> dict[str, Any]:
    """Return the article of linked data (JSON-LD), where there is just one block."""
    if len(text) > MOST_LINKED_DATA:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if isinstance(value, dict) and isinstance(value.get("@graph"), list):
        value = value["@graph"]
    for thing in islice(value if isinstance(value, list) else [value], 50):
        if isinstance(thing, dict) and _kinds(thing) & ARTICLES:
            author = thing.get("author")
            if isinstance(author, list) and author:
                thing["author"] = author[0]
            return thing
    return {}


def _kinds(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {
        k for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)
    }
