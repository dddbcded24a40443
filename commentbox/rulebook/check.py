"""Check a rule book or a notice that a publisher wrote, before it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from commentbox.domain.errors import InvalidFields
from commentbox.domain.submission import ConsentMode
from commentbox.domain.verdict import SPAM_CHECK
from commentbox.rulebook.document import SENTENCES
from commentbox.web.i18n import gettext as _

#: What a rule may be bound to.
CHECKS = ("topic", "respect", "politics", "spam", "personal_data", "links", "words")

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")

#: One key of the desk for each rule.
MAX_RULES = 9

Complaints = Iterator[tuple[str, str]]


def checked_rulebook(document: Any) -> dict[str, Any]:
    """Return the document. Raises ``InvalidFields`` that names every place."""
    return _checked(document, _rulebook_complaints)


def checked_notice(document: Any) -> dict[str, Any]:
    """Return the document. Raises ``InvalidFields`` that names every place."""
    return _checked(document, _notice_complaints)


def _checked(document: Any, complaints: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise InvalidFields({"document": [_("This must be a JSON object.")]})
    errors: dict[str, list[str]] = {}
    for place, complaint in complaints(document):
        errors.setdefault(place, []).append(complaint)
    if errors:
        raise InvalidFields(errors)
    return document


def _rulebook_complaints(document: Mapping[str, Any]) -> Complaints:
    rules = document.get("rules")
    if not isinstance(rules, list) or not 1 <= len(rules) <= MAX_RULES:
        yield "rules", _("There must be 1 to %(most)s rules.", most=MAX_RULES)
        return
    for place, rule in enumerate(rules, start=1):
        for field, complaint in _rule_complaints(rule, place):
            yield f"rules[{place}]{field}", complaint
    known = [rule for rule in rules if isinstance(rule, dict)]
    codes = [rule.get("code") for rule in known]
    if len(set(map(str, codes))) != len(rules):
        yield "rules", _("Each code may stand only once.")
    bound = [c for rule in known for c in _checks(rule) if c.get("check") == SPAM_CHECK]
    if len(bound) != 1:
        yield (
            "rules",
            _(
                "One rule, and only one, must be bound to the check for advertising: "
                "it is the rule that “spam” stands for."
            ),
        )
    yield from _texts_complaints("intro", document.get("intro"), str)
    yield from _texts_complaints("notes", document.get("notes"), list)


def _rule_complaints(rule: Any, place: int) -> Complaints:
    if not isinstance(rule, dict):
        yield "", _("This must be a JSON object.")
        return
    if rule.get("number") != place:
        yield (
            ".number",
            _("Rules count from 1: this must be %(number)s.", number=place),
        )
    if not CODE.fullmatch(str(rule.get("code"))):
        yield ".code", _("A code is a short name in small letters, such as respect.")
    yield from _texts_complaints(".texts", rule.get("texts"), dict)
    for language, words in _each(rule.get("texts")):
        for field in ("title", "text"):
            if not _is_text(words.get(field) if isinstance(words, dict) else None):
                yield f".texts.{language}.{field}", _("This is needed.")
    # Older versions have none.
    if "reasons" in rule:
        yield from _texts_complaints(".reasons", rule["reasons"], list)
        for language, sentences in _each(rule["reasons"]):
            if not all(map(_is_text, sentences if isinstance(sentences, list) else ())):
                yield f".reasons.{language}", _("This must be a list of texts.")
    if not isinstance(rule.get("checks"), list):
        yield ".checks", _("This must be a list; it may be empty.")
    for number, binding in enumerate(_checks(rule), start=1):
        for field, complaint in _binding_complaints(binding):
            yield f".checks[{number}].{field}", complaint


def _binding_complaints(binding: Mapping[str, Any]) -> Complaints:
    if binding.get("check") not in CHECKS:
        yield "check", _("The checks are: %(checks)s.", checks=", ".join(CHECKS))
    flag, hold = binding.get("flag_from"), binding.get("filter_from")
    if not _is_score(flag):
        yield "flag_from", _("This must be a number from 0 to 1.")
    elif hold is not None and not (_is_score(hold) and hold >= flag):
        yield (
            "filter_from",
            _("This must be a number up to 1, not below the first one, or be empty."),
        )


def _notice_complaints(document: Mapping[str, Any]) -> Complaints:
    for mode in ConsentMode:
        yield from _texts_complaints(
            SENTENCES[mode], document.get(SENTENCES[mode]), str
        )
    yield from _texts_complaints("text", document.get("text"), list)
    for language, sections in _each(document.get("text")):
        listed = sections if isinstance(sections, list) else ()
        for number, section in enumerate(listed, start=1):
            for field, complaint in _section_complaints(section):
                yield f"text.{language}[{number}]{field}", complaint


def _texts_complaints(place: str, texts: Any, kind: type) -> Complaints:
    """Complain unless there is something of this kind in each language."""
    if not isinstance(texts, dict) or not texts:
        yield (
            place,
            _('There must be a text for each language, such as {"de": …, "en": …}.'),
        )
        return
    for language, value in texts.items():
        if not isinstance(value, kind):
            yield f"{place}.{language}", _("This is of the wrong kind.")
        elif kind is not list and not value:
            yield f"{place}.{language}", _("This is needed.")


def _checks(rule: Mapping[str, Any]) -> list[dict[str, Any]]:
    listed = rule.get("checks")
    return (
        [c for c in listed if isinstance(c, dict)] if isinstance(listed, list) else []
    )


def _each(texts: Any) -> Iterator[tuple[str, Any]]:
    return iter(texts.items() if isinstance(texts, dict) else ())


def _section_complaints(section: Any) -> Complaints:
    if not isinstance(section, dict):
        yield "", _("This must be a JSON object.")
        return
    if not _is_text(section.get("heading")):
        yield ".heading", _("This is needed.")
    paragraphs = section.get("paragraphs")
    if not isinstance(paragraphs, list) or not all(map(_is_text, paragraphs)):
        yield ".paragraphs", _("This must be a list of texts.")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_score(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= 1
