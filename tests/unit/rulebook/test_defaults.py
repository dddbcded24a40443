"""What every site starts with: complete in each language, and sound in its numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

LANGUAGES = ["de", "de-formal", "en"]
CHECKS = {"topic", "respect", "politics", "spam", "personal_data", "links", "words"}
#: A machine may hold nothing back on what only a person can judge.
JUDGED_BY_PEOPLE = {"topic", "politics"}

SAYS_DU = re.compile(r"\b(du|dich|dir|dein\w*)\b", re.IGNORECASE)
SAYS_SIE = re.compile(r"\b(Sie|Ihnen|Ihr|Ihre[mnrs]?)\b")
LINKED = re.compile(r"\[\[[^\[\]]+\]\]")
#: Markup, or a gap that someone was meant to fill in.
UNFINISHED = re.compile(r"[<>{}\[\]]|\b(TODO|XXX|NAME|ADRESSE|ADDRESS)\b")


def _load(name: str) -> dict[str, Any]:
    path = files("commentbox") / "rulebook" / "defaults" / name
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


RULE_BOOK = _load("rulebook.json")
NOTICE = _load("notice.json")
MODES = ["sentence", "box", "notice_only"]
BINDINGS = [
    (rule["code"], binding) for rule in RULE_BOOK["rules"] for binding in rule["checks"]
]


def _strings(value: Any) -> Iterator[str]:
    """Return every text inside, however deep it lies."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    else:
        for inner in value:
            yield from _strings(inner)


def _everything_in(language: str) -> list[str]:
    return [
        *_strings([rule["texts"][language] for rule in RULE_BOOK["rules"]]),
        *_strings(RULE_BOOK["notes"][language]),
        *_strings(RULE_BOOK["intro"][language]),
        *_strings([NOTICE[mode][language] for mode in MODES]),
        *_strings(NOTICE["text"][language]),
    ]


def _shape(language: str) -> list[int]:
    """Return how many paragraphs each section of the notice has."""
    return [len(section["paragraphs"]) for section in NOTICE["text"][language]]


def test_the_four_rules_are_numbered_and_their_codes_unique() -> None:
    rules = RULE_BOOK["rules"]

    codes = [rule["code"] for rule in rules]

    assert codes == ["topic", "respect", "politics", "spam"]
    assert [rule["number"] for rule in rules] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "texts",
    [
        *(rule["texts"] for rule in RULE_BOOK["rules"]),
        RULE_BOOK["notes"],
        RULE_BOOK["intro"],
        *(NOTICE[mode] for mode in MODES),
        NOTICE["text"],
    ],
)
def test_each_text_is_there_in_every_language(texts: dict[str, Any]) -> None:
    # German first: it is what a reader of an unknown language gets.
    assert list(texts) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_unfinished(language: str) -> None:
    texts = _everything_in(language)

    plain = [LINKED.sub("", text) for text in texts]

    assert all(text and text == text.strip() for text in texts)
    assert [text for text in plain if UNFINISHED.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULE_BOOK["rules"], ids=lambda rule: str(rule["code"]))
def test_a_rule_is_short_enough_to_be_cited(
    rule: dict[str, Any], language: str
) -> None:
    words = rule["texts"][language]["title"].split()
    sentences = re.findall(r"[.!?](?:\s|$)", rule["texts"][language]["text"])

    assert 2 <= len(words) <= 4
    assert 1 <= len(sentences) <= 3


def test_each_language_says_the_same_number_of_things() -> None:
    notes = {len(RULE_BOOK["notes"][language]) for language in LANGUAGES}
    shapes = [_shape(language) for language in LANGUAGES]

    assert notes == {4}
    assert shapes == [shapes[0]] * len(LANGUAGES)


def test_informal_german_says_du_and_formal_german_says_sie() -> None:
    informal = " ".join(_everything_in("de"))
    formal = " ".join(_everything_in("de-formal"))

    assert SAYS_DU.search(informal)
    assert SAYS_SIE.search(formal)
    assert SAYS_SIE.findall(informal) == []
    assert SAYS_DU.findall(formal) == []


@pytest.mark.parametrize(("code", "binding"), BINDINGS)
def test_thresholds_are_probabilities_and_a_filter_is_never_laxer_than_a_flag(
    code: str, binding: dict[str, Any]
) -> None:
    flag, filter_ = binding["flag_from"], binding["filter_from"]

    assert binding["check"] in CHECKS
    assert 0 < flag <= 1
    assert filter_ is None or flag <= filter_ <= 1
    assert filter_ is None or code not in JUDGED_BY_PEOPLE


def test_each_rule_has_a_check_and_each_check_one_rule() -> None:
    bound = [binding["check"] for _, binding in BINDINGS]

    assert len(bound) == len(set(bound))
    assert {code for code, _ in BINDINGS} == {r["code"] for r in RULE_BOOK["rules"]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", MODES)
def test_the_words_above_the_button_link_to_the_notice_once(
    mode: str, language: str
) -> None:
    assert len(LINKED.findall(NOTICE[mode][language])) == 1
