"""A document on the form: nothing is lost on the way there and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.rulebook.check import checked_notice, checked_rulebook
from commentbox.rulebook.document import builtin
from commentbox.rulebook.editor import notice_draft, rules_draft
from commentbox.rulebook.editor.complaints import notice_errors, rules_errors
from commentbox.rulebook.editor.notice_draft import NoticeDraft
from commentbox.rulebook.editor.rules_draft import RulesDraft
from commentbox.web.i18n import Speech, speaking
from tests.unit.rulebook.documents import notices, rulebooks

SHOWN = ("de", "en")
LANGUAGES = st.sampled_from(["de", "en"])


def rules_again(document: dict[str, Any]) -> dict[str, Any]:
    """Put a rule book on the form, send it, and read it again."""
    fields = dict(RulesDraft.from_document(document, SHOWN).fields())
    variants = rules_draft.variants_of(document, SHOWN)
    return RulesDraft.from_form(fields, variants).document(document, "de")


def notice_again(document: dict[str, Any]) -> dict[str, Any]:
    fields = dict(NoticeDraft.from_document(document, SHOWN).fields())
    variants = notice_draft.variants_of(document, SHOWN)
    return NoticeDraft.from_form(fields, variants).document(document, "de")


@given(rulebooks(), LANGUAGES)
def test_a_rule_book_comes_back_from_the_form_as_it_was(
    document: dict[str, Any], language: str
) -> None:
    assert checked_rulebook(document) == document

    with speaking(Speech(language)):
        assert rules_again(document) == document


@given(notices(), LANGUAGES)
def test_a_notice_comes_back_from_the_form_as_it_was(
    document: dict[str, Any], language: str
) -> None:
    assert checked_notice(document) == document

    with speaking(Speech(language)):
        assert notice_again(document) == document


def test_what_is_shipped_has_nothing_to_complain_of() -> None:
    assert rules_again(builtin("rulebook")) == builtin("rulebook")
    assert notice_again(builtin("notice")) == builtin("notice")
    assert rules_errors(builtin("rulebook")) == {}
    assert notice_errors(builtin("notice")) == {}


@pytest.fixture
def draft() -> RulesDraft:
    return RulesDraft.from_document(builtin("rulebook"), SHOWN)


def codes(draft: RulesDraft) -> list[str]:
    return [rule.code for rule in draft.rules]


@pytest.mark.parametrize(
    ("button", "row", "after"),
    [
        ("up-2", 1, ["respect", "topic", "politics", "spam"]),
        ("down-2", 3, ["topic", "politics", "respect", "spam"]),
        ("up-1", 1, ["topic", "respect", "politics", "spam"]),
        ("down-4", 4, ["topic", "respect", "politics", "spam"]),
        ("remove-4", 3, ["topic", "respect", "politics"]),
        ("remove-1", 1, ["respect", "politics", "spam"]),
        ("remove-5", None, ["topic", "respect", "politics", "spam"]),
        ("remove-0", None, ["topic", "respect", "politics", "spam"]),
        ("up-x", None, ["topic", "respect", "politics", "spam"]),
        ("preview", None, ["topic", "respect", "politics", "spam"]),
    ],
)
def test_buttons_move_rows(
    draft: RulesDraft, button: str, row: int | None, after: list[str]
) -> None:
    assert draft.rules.move(button) == row

    assert codes(draft) == after
    made = draft.document(builtin("rulebook"), "de")
    assert [rule["number"] for rule in made["rules"]] == [*range(1, len(after) + 1)]


def test_a_new_rule_is_named_after_its_title(draft: RulesDraft) -> None:
    for title in ("Straßen & Brücken", "Straßen & Brücken", "日本", "Spam"):
        draft.add()
        draft.rules[-1].words["de"] |= {"title": title, "text": "Ein Text."}

    made = draft.document(builtin("rulebook"), "de")

    assert [rule["code"] for rule in made["rules"][4:]] == [
        "strassen_brucken",
        "strassen_brucken_2",
        "rule",
        "spam_2",
    ]


def test_no_more_rules_than_there_are_keys(draft: RulesDraft) -> None:
    for _time in range(20):
        draft.add()

    assert len(draft.rules) == 9


def test_a_tone_says_what_it_lacks_as_its_language_does(draft: RulesDraft) -> None:
    draft.rules[0].words["de-formal"] |= {"title": "", "text": "Bleiben Sie dabei."}
    draft.rules[1].words["de-formal"] = dict.fromkeys(("title", "text", "reasons"), "")

    made = draft.document(builtin("rulebook"), "de")

    assert made["rules"][0]["texts"]["de-formal"] == {
        "title": "Beim Thema bleiben",
        "text": "Bleiben Sie dabei.",
    }
    assert "de-formal" not in made["rules"][1]["texts"]
    assert rules_errors(made) == {}


def test_a_language_is_spoken_throughout_or_not_at_all(draft: RulesDraft) -> None:
    draft.rules[2].words["en"] |= {"title": "", "reasons": ""}
    draft.words["en"]["notes"] = " \n"

    errors = rules_errors(draft.document(builtin("rulebook"), "de"))

    assert set(errors) == {"rules[3].texts.en.title", "rules[3].reasons.en", "notes.en"}
    for words in [draft.words, *(rule.words for rule in draft.rules)]:
        words["en"] = dict.fromkeys(words["en"], "")
    made = draft.document(builtin("rulebook"), "de")
    assert rules_errors(made) == {}
    assert set(made["intro"]) == {"de", "de-formal"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [("0,5", 0.5), ("0.5", 0.5), (",5", 0.5), (" 1 ", 1), ("0", 0), ("1e-3", 0.001)],
)
def test_a_score_has_a_comma_or_a_point(
    draft: RulesDraft, typed: str, read: float
) -> None:
    draft.rules[0].checks[0].flag_from = typed

    made = draft.document(builtin("rulebook"), "de")

    assert made["rules"][0]["checks"][0]["flag_from"] == read
    assert rules_errors(made) == {}


@pytest.mark.parametrize(
    "typed", ["", "half", "nan", "inf", "1.5", "-0.1", "٠٫٥", "1,"]
)
def test_what_is_no_score_is_complained_of_at_its_field(
    draft: RulesDraft, typed: str
) -> None:
    draft.rules[0].checks[0].flag_from = typed

    errors = rules_errors(draft.document(builtin("rulebook"), "de"))

    wrong = {"rules[1].checks[1].flag_from"} if typed != "1," else set()
    assert set(errors) == wrong


def test_a_check_serves_a_rule_once_and_one_stands_for_spam(draft: RulesDraft) -> None:
    draft.rules[0].checks *= 2
    draft.rules[3].checks.pop(0)

    errors = rules_errors(draft.document(builtin("rulebook"), "de"))

    assert set(errors) == {"rules[1].checks[2].check", "rules"}


@pytest.mark.parametrize("sentence", ["No link.", "[[One]] and [[two]]."])
def test_a_sentence_leads_to_the_notice_once(sentence: str) -> None:
    document = builtin("notice")
    document = {**document, "box": {**document["box"], "en": sentence}}

    assert set(notice_errors(document)) == {"box.en"}
