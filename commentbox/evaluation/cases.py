"""A line of a labelled file as a case: the text, what surrounds it, its label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commentbox.domain.submission import Draft
from commentbox.screening.facts import Facts
from commentbox.screening.given import facts_of, text_of

#: How labels say yes and no. Whatever else stands there is the name of something.
YES = frozenset({"1", "1.0", "true", "yes"})
NO = frozenset({"0", "0.0", "false", "no"})

#: No comment is longer; what is takes seconds and hundreds of megabytes to judge.
LONGEST = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where a case is found in a line."""

    text: str = "text"
    label: str = "label"
    group: str = "group"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which labels are a breach, and which names a label may have at all."""

    positive: frozenset[str]
    #: None: any name, and what is not positive is no breach.
    known: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    draft: Draft
    facts: Facts
    #: None where the file does not say.
    label: bool | None
    group: str


def read_case(
    values: Mapping[str, Any], columns: Columns, wanted: Wanted, language: str
) -> Case:
    """Return the case of a line. Raises ``ValueError`` that names the column."""
    article = values.get("article")
    # A mere text there is a key: nobody can read an article out of it.
    article = article if isinstance(article, Mapping) else {}
    flat = {name: values.get(f"article_{name}") for name in ("title", "body")}
    draft = Draft(
        body=_body(values, columns.text), language=_text(values, "lang") or language
    )
    facts = facts_of(values, {**flat, **article}, read=_text)
    return Case(draft, facts, _label(values, columns, wanted), _group(values, columns))


def _body(values: Mapping[str, Any], name: str) -> str:
    if values.get(name) is None:
        there = ", ".join(str(key)[:30] for key in list(values)[:10])
        raise ValueError(f"{name}: is missing; there is {there or 'nothing'}")
    body = _text(values, name)
    if not body.strip():
        raise ValueError(f"{name}: is empty")
    if len(body) > LONGEST:
        raise ValueError(f"{name}: is longer than {LONGEST:,} characters")
    return body


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = text_of(holder, name)
    if not _is_unicode(value):
        raise ValueError(f"{name}: is not UTF-8")
    return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _label(values: Mapping[str, Any], columns: Columns, wanted: Wanted) -> bool | None:
    if isinstance(several := values.get("labels"), Mapping):
        return _among(several, wanted)
    value = values.get(columns.label)
    if value is None or value == "":
        return None
    said = str(value)
    if said in wanted.positive:
        return True
    if said.strip().lower() in YES | NO:
        return said.strip().lower() in YES
    if isinstance(value, str) and (wanted.known is None or said in wanted.known):
        return False
    known = "" if wanted.known is None else f", {', '.join(sorted(wanted.known))}"
    raise ValueError(
        f"{columns.label}: {said[:40]!r} is not 0, 1, true, false{known}; "
        "--positive says what means a breach"
    )


def _among(labels: Mapping[str, Any], wanted: Wanted) -> bool | None:
    """Return whether one of the wanted labels holds; None where none is given."""
    given = [labels[name] for name in wanted.positive if labels.get(name) is not None]
    if wrong := [value for value in given if value not in (0, 1)]:
        raise ValueError(f"labels: {repr(wrong[0])[:40]} is not true or false")
    return any(given) if given else None


def _group(values: Mapping[str, Any], columns: Columns) -> str:
    value = values.get(columns.group)
    if value is None or isinstance(value, str):
        return (value or "").strip()
    if isinstance(value, bool | int | float):
        return str(value)
    raise ValueError(f"{columns.group}: must be a text")
