"""A stored rule book or notice, read in one language."""

from collections.abc import Mapping
from typing import Any

import pytest

from commentbox.domain.submission import ConsentMode
from commentbox.domain.verdict import Binding
from commentbox.rulebook.document import (
    Notice,
    Rule,
    Rules,
    Section,
    builtin,
    in_variant,
    read_bindings,
    read_notice,
    read_rules,
    spam_rule,
)


def a_rule(number: int, code: str, *checks: Mapping[str, Any]) -> dict[str, Any]:
    texts = {
        language: {"title": f"{code} ({language})", "text": f"Be {code}."}
        for language in ("de", "de-formal", "en")
    }
    return {"number": number, "code": code, "texts": texts, "checks": list(checks)}


TOPIC = {"check": "topic", "flag_from": 0.7, "filter_from": None}
SPAM = {"check": "spam", "flag_from": 0.5, "filter_from": 0.9}
LINKS = {"check": "links", "flag_from": 0.6, "filter_from": 0.95}

RULE_BOOK = {
    "intro": {"de": "So reden wir.", "en": "This is how we talk."},
    "rules": [
        a_rule(1, "topic", TOPIC),
        a_rule(2, "quiet"),
        a_rule(3, "ads", SPAM, LINKS),
    ],
    "notes": {"de": ["Humor ist erlaubt."], "en": ["Humour is welcome.", "Be kind."]},
}

NOTICE = {
    "notice_only": {"en": "Read our [[privacy notice]]."},
    "sentence": {"en": "By sending you agree to the [[privacy notice]]."},
    "box": {"en": "I agree to the [[privacy notice]]."},
    "text": {
        "en": [
            {"heading": "What", "paragraphs": ["Name and text."]},
            {"heading": "Why", "paragraphs": ["To show it.", "To prove it."]},
        ]
    },
}


@pytest.mark.parametrize(
    ("variant", "text"),
    [
        ("de", "du"),
        ("de-formal", "Sie"),
        ("en", "you"),
        # A tone that there is not, then a language that there is not.
        ("en-formal", "you"),
        ("fr", "du"),
        ("fr-formal", "du"),
    ],
)
def test_the_nearest_language_is_read(variant: str, text: str) -> None:
    assert in_variant({"de": "du", "de-formal": "Sie", "en": "you"}, variant) == text


def test_without_a_formal_text_the_common_one_is_read() -> None:
    assert in_variant({"en": "you", "de": "du"}, "de-formal") == "du"


def test_rules_are_read_with_all_that_readers_see() -> None:
    rules = read_rules(RULE_BOOK, 4, "en")

    assert rules == Rules(
        version=4,
        intro="This is how we talk.",
        rules=(
            Rule(1, "topic", "topic (en)", "Be topic."),
            Rule(2, "quiet", "quiet (en)", "Be quiet."),
            Rule(3, "ads", "ads (en)", "Be ads."),
        ),
        notes=("Humour is welcome.", "Be kind."),
    )
    assert rules.text.splitlines() == [
        "1. topic (en): Be topic.",
        "2. quiet (en): Be quiet.",
        "3. ads (en): Be ads.",
        "Humour is welcome.",
        "Be kind.",
    ]


def test_each_part_is_read_in_the_wanted_tone() -> None:
    rules = read_rules(RULE_BOOK, 1, "de-formal")

    assert rules.intro == "So reden wir."
    assert rules.rules[0].title == "topic (de-formal)"


@pytest.mark.parametrize(("code", "number"), [("ads", 3), ("x", None), (None, None)])
def test_a_rule_is_found_by_its_code(code: str | None, number: int | None) -> None:
    found = read_rules(RULE_BOOK, 1, "en").get(code)

    assert (found.number if found else None) == number


def test_bindings_say_which_check_serves_which_rule() -> None:
    assert read_bindings(RULE_BOOK) == (
        Binding("topic", "topic", 0.7, None),
        Binding("spam", "ads", 0.5, 0.9),
        Binding("links", "ads", 0.6, 0.95),
    )


def test_spam_stands_for_the_rule_that_the_check_serves() -> None:
    assert spam_rule(RULE_BOOK) == "ads"
    assert spam_rule({**RULE_BOOK, "rules": [a_rule(1, "topic", TOPIC)]}) is None


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        (ConsentMode.NOTICE, "Read our privacy notice."),
        (ConsentMode.SENTENCE, "By sending you agree to the privacy notice."),
        (ConsentMode.BOX, "I agree to the privacy notice."),
    ],
)
def test_each_mode_asks_in_its_own_words(mode: ConsentMode, sentence: str) -> None:
    notice = read_notice(NOTICE, 2, "en", mode)

    assert (notice.version, notice.mode) == (2, mode)
    assert notice.plain_sentence == sentence
    assert notice.text == "What\nName and text.\n\nWhy\nTo show it.\nTo prove it."


def a_notice(sentence: str = "Read [[this]].", *paragraphs: str) -> Notice:
    sections = (Section("What", paragraphs or ("Name and text.",)),)
    return Notice(
        language="en",
        version=1,
        mode=ConsentMode.SENTENCE,
        sentence=sentence,
        sections=sections,
    )


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("Read [[this]] first.", ("Read ", "this", " first.")),
        ("[[This]]", ("", "This", "")),
        ("No link here.", ("No link here.", "", "")),
        # One link is enough: a second keeps its words.
        ("Read [[this]] and [[that]].", ("Read ", "this", " and that.")),
        ("Half [[open.", ("Half [[open.", "", "")),
    ],
)
def test_a_sentence_leads_to_the_notice(
    sentence: str, parts: tuple[str, str, str]
) -> None:
    notice = a_notice(sentence)

    assert notice.sentence_parts == parts
    assert "".join(parts) == notice.plain_sentence


def test_the_proof_changes_with_every_word_that_was_shown() -> None:
    hashes = {
        a_notice().text_hash,
        a_notice("Read [[that]].").text_hash,
        a_notice("Read [[this]].", "Name, text and address.").text_hash,
        a_notice("Read [[this]].", "Name and", "text.").text_hash,
    }

    assert len(hashes) == 4
    assert a_notice().text_hash == a_notice().text_hash


def test_where_the_link_stood_is_no_part_of_the_wording() -> None:
    assert a_notice("Read [[this]].").text_hash == a_notice("[[Read]] this.").text_hash


def test_the_shipped_documents_are_read_once() -> None:
    assert builtin("rulebook") is builtin("rulebook")
    assert {"rules", "notes", "intro"} <= builtin("rulebook").keys()
    assert {"text", "sentence", "box", "notice_only"} <= builtin("notice").keys()
