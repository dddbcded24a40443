"""A document that a publisher wrote is checked before anybody is held to it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from commentbox.domain.errors import InvalidFields
from commentbox.rulebook.check import checked_notice, checked_rulebook
from commentbox.rulebook.document import builtin

Spoil = Callable[[dict[str, Any]], object]


def test_what_is_shipped_passes() -> None:
    assert checked_rulebook(builtin("rulebook")) == builtin("rulebook")
    assert checked_notice(builtin("notice")) == builtin("notice")


RULEBOOKS: list[tuple[str, Spoil]] = [
    ("rules", lambda d: d.pop("rules")),
    ("rules", lambda d: d.update(rules=[])),
    ("rules", lambda d: d["rules"].extend(d["rules"] * 3)),
    ("rules", lambda d: d["rules"][1].update(code="topic")),
    ("rules", lambda d: d["rules"][3].update(checks=[])),
    ("rules[1]", lambda d: d["rules"].__setitem__(0, "a rule")),
    ("rules[2].number", lambda d: d["rules"][1].update(number=7)),
    ("rules[1].code", lambda d: d["rules"][0].update(code="Two words")),
    ("rules[1].texts", lambda d: d["rules"][0].update(texts={})),
    ("rules[1].texts.de.title", lambda d: d["rules"][0]["texts"]["de"].pop("title")),
    ("rules[1].texts.en.text", lambda d: d["rules"][0]["texts"]["en"].update(text=" ")),
    ("rules[1].checks", lambda d: d["rules"][0].update(checks=None)),
    (
        "rules[1].checks[1].check",
        lambda d: d["rules"][0]["checks"][0].update(check="taste"),
    ),
    (
        "rules[1].checks[1].flag_from",
        lambda d: d["rules"][0]["checks"][0].update(flag_from=2),
    ),
    (
        "rules[1].checks[1].flag_from",
        lambda d: d["rules"][0]["checks"][0].update(flag_from=True),
    ),
    (
        "rules[2].checks[1].filter_from",
        lambda d: d["rules"][1]["checks"][0].update(filter_from=0.1),
    ),
    ("intro", lambda d: d.pop("intro")),
    ("intro.de", lambda d: d["intro"].update(de="")),
    ("notes.en", lambda d: d["notes"].update(en="one note")),
]


@pytest.mark.parametrize(("place", "spoil"), RULEBOOKS)
def test_a_rule_book_with_a_fault_says_where_it_is(place: str, spoil: Spoil) -> None:
    document = copy.deepcopy(builtin("rulebook"))
    spoil(document)

    with pytest.raises(InvalidFields) as refused:
        checked_rulebook(document)

    assert place in refused.value.errors


NOTICES: list[tuple[str, Spoil]] = [
    ("sentence", lambda d: d.pop("sentence")),
    ("box.de", lambda d: d["box"].update(de="")),
    ("notice_only", lambda d: d.update(notice_only=[])),
    ("text", lambda d: d.pop("text")),
    ("text.en[1].heading", lambda d: d["text"]["en"][0].pop("heading")),
    ("text.en[1].paragraphs", lambda d: d["text"]["en"][0].update(paragraphs="one")),
    ("text.en[8]", lambda d: d["text"]["en"].append("a part")),
]


@pytest.mark.parametrize(("place", "spoil"), NOTICES)
def test_a_notice_with_a_fault_says_where_it_is(place: str, spoil: Spoil) -> None:
    document = copy.deepcopy(builtin("notice"))
    spoil(document)

    with pytest.raises(InvalidFields) as refused:
        checked_notice(document)

    assert place in refused.value.errors


@pytest.mark.parametrize("document", [None, [], "rules", 7])
def test_what_is_no_object_is_no_document(document: object) -> None:
    with pytest.raises(InvalidFields):
        checked_rulebook(document)
