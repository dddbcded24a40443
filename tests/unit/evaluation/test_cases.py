"""From a line to a case: what a label says, and what surrounds the text."""

from __future__ import annotations

from typing import Any

import pytest

from commentbox.evaluation.cases import Columns, Wanted, read_case

RESPECT = Wanted(frozenset({"respect"}), frozenset({"respect", "spam"}))
TOXIC = Wanted(frozenset({"toxic", "2"}))


def label(wanted: Wanted = RESPECT, **values: Any) -> bool | None:
    return read_case({"text": "a", **values}, Columns(), wanted, "de").label


@pytest.mark.parametrize("value", [1, True, 1.0, "1", "1.0", "true", "Yes", "respect"])
def test_a_label_says_yes(value: Any) -> None:
    assert label(label=value) is True


@pytest.mark.parametrize("value", [0, False, 0.0, "0", "0.0", "FALSE", " no", "spam"])
def test_a_label_says_no(value: Any) -> None:
    assert label(label=value) is False


@pytest.mark.parametrize("value", [None, ""])
def test_a_label_may_be_missing(value: Any) -> None:
    assert label(label=value) is None
    assert label() is None


@pytest.mark.parametrize("value", ["insult", 2, -1, 0.5, [1], {"respect": 1}])
def test_a_label_that_means_nothing_is_an_error(value: Any) -> None:
    with pytest.raises(
        ValueError, match=r"label: .* is not 0, 1, true, false, respect"
    ):
        label(label=value)


def test_what_means_a_breach_can_be_said() -> None:
    assert label(TOXIC, label="toxic") is True
    assert label(TOXIC, label=2) is True
    assert label(TOXIC, label="anything else") is False
    assert label(TOXIC, label="1") is True


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"respect": True, "spam": False}, True),
        ({"respect": 0, "spam": 1}, False),
        ({"spam": 1}, None),
        ({"respect": None}, None),
        ({}, None),
    ],
)
def test_of_several_labels_the_wanted_one_counts(
    labels: dict[str, Any], *, expected: bool | None
) -> None:
    assert label(labels=labels, label=1) is expected


def test_one_of_several_labels_may_be_wrong() -> None:
    with pytest.raises(ValueError, match="labels: 'x' is not true or false"):
        label(labels={"respect": "x"})


def test_a_case_has_what_surrounds_the_text() -> None:
    case = read_case(
        {
            "comment": "Well said.",
            "lang": "en",
            "article": {"title": "Lamps", "body": "They hum."},
            "parent": "Do they?",
            "thread": ["No."],
            "where": "news",
        },
        Columns(text="comment", group="where"),
        RESPECT,
        "de",
    )

    assert (case.draft.body, case.draft.language) == ("Well said.", "en")
    assert (case.facts.before.title, case.facts.before.body) == ("Lamps", "They hum.")
    assert (case.facts.parent, case.facts.before.thread) == ("Do they?", ("No.",))
    assert case.group == "news"


def test_a_table_has_the_article_in_columns_of_its_own() -> None:
    row = {"text": "a", "article_title": "Lamps", "article_body": "They hum."}

    case = read_case(
        {**row, "parent": "", "article": "key-17"}, Columns(), RESPECT, "de"
    )

    assert (case.facts.before.title, case.facts.before.body) == ("Lamps", "They hum.")
    assert case.facts.parent is None
    assert case.draft.language == "de"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"text": "a " * 30_000, "label": 1}, "text: is longer than 50,000"),
        ({}, "text: is missing; there is nothing"),
        ({"body": "a"}, "text: is missing; there is body"),
        ({"text": 5}, "text: must be a text"),
        ({"text": " \n"}, "text: is empty"),
        ({"text": "a\ud800"}, "text: is not UTF-8"),
        ({"text": "a", "lang": 5}, "lang: must be a text"),
        ({"text": "a", "thread": "b"}, "thread: must be a list of texts"),
        ({"text": "a", "thread": [1]}, "thread: must be a text"),
        ({"text": "a", "group": [1]}, "group: must be a text"),
    ],
)
def test_what_is_wrong_is_said(values: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_case(values, Columns(), RESPECT, "de")
