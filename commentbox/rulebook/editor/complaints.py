"""What the editors ask for beyond a sound document: that readers get all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from commentbox.domain.errors import InvalidFields
from commentbox.rulebook.check import Complaints, checked_notice, checked_rulebook
from commentbox.rulebook.document import LINKED, SENTENCES
from commentbox.rulebook.editor.fields import is_tone
from commentbox.web.i18n import gettext as _

MAX_NOTE = 1000

Errors = dict[str, list[str]]


def rules_errors(document: Mapping[str, Any]) -> Errors:
    return _errors(document, checked_rulebook, _rules_complaints)


def notice_errors(document: Mapping[str, Any]) -> Errors:
    return _errors(document, checked_notice, _notice_complaints)


def note_errors(change_note: str) -> Errors:
    if not change_note:
        text = _("Say in a sentence what changes: readers see it beside the version.")
    elif len(change_note) > MAX_NOTE:
        text = _("At most %(most)s characters.", most=MAX_NOTE)
    else:
        return {}
    return {"change_note": [text]}


def _errors(
    document: Mapping[str, Any],
    check: Callable[[Any], object],
    more: Callable[[Mapping[str, Any]], Complaints],
) -> Errors:
    errors: Errors = {}
    try:
        check(document)
    except InvalidFields as refused:
        errors = refused.errors
    for place, complaint in more(document):
        errors.setdefault(place, []).append(complaint)
    return errors


def _rules_complaints(document: Mapping[str, Any]) -> Complaints:
    yield from _uneven("notes", document["notes"])
    for rule in document["rules"]:
        place = f"rules[{rule['number']}]"
        yield from _uneven(f"{place}.reasons", rule.get("reasons", {}))
        seen = set()
        for number, bound in enumerate(rule["checks"], start=1):
            if bound["check"] in seen:
                said = _("This check is bound to this rule already.")
                yield f"{place}.checks[{number}].check", said
            seen.add(bound["check"])


def _uneven(place: str, lists: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Complain of a language that says nothing where another does."""
    if any(lists.values()):
        for variant, said in lists.items():
            if not said and not is_tone(variant):
                yield f"{place}.{variant}", _("Say it in this language too.")


def _notice_complaints(document: Mapping[str, Any]) -> Complaints:
    for name in SENTENCES.values():
        for variant, sentence in document[name].items():
            if sentence and len(LINKED.findall(sentence)) != 1:
                text = _(
                    "Put the words that lead to the notice in double square brackets, "
                    "once."
                )
                yield f"{name}.{variant}", text
    if not any(document["text"].values()):
        yield "text", _("There must be at least one part.")
