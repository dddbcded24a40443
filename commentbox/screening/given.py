"""What surrounds a text, as a program hands it in: JSON that may hold anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from commentbox.domain.verdict import Binding
from commentbox.screening.before import Before
from commentbox.screening.facts import Facts

Holder = Mapping[str, Any]


def text_of(holder: Holder, name: str) -> str:
    """Return a text, empty where there is none. Raises ``ValueError`` that names it."""
    value = holder.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name}: must be a text")
    return value


def facts_of(
    values: Holder,
    article: Holder,
    bindings: tuple[Binding, ...] = (),
    *,
    read: Callable[[Holder, str], str] = text_of,
) -> Facts:
    """Return article {title, body}, parent and thread [text] of a text as facts.

    Raises ``ValueError`` that names what is wrong.
    """
    thread = values.get("thread") or []
    if not isinstance(thread, list):
        raise ValueError("thread: must be a list of texts")
    return Facts(
        bindings=bindings,
        before=Before(
            read(article, "title"),
            read(article, "body"),
            tuple(read({"thread": each}, "thread") for each in thread),
        ),
        parent=read(values, "parent") or None,
    )
