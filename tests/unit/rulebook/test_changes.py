"""What changes from one version to another is said in words, and word by word."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.rulebook.document import builtin
from commentbox.rulebook.editor.changes import notice_changes, rules_changes
from commentbox.rulebook.editor.diff import Piece, shortened, words_between

TEXTS = st.lists(st.sampled_from(["red", "green", " ", ", ", ".", "\n"])).map("".join)


@given(TEXTS, TEXTS)
def test_both_wordings_can_be_read_in_their_difference(old: str, new: str) -> None:
    pieces = words_between(old, new)

    assert "".join(p.text for p in pieces if p.kind != "new") == old
    assert "".join(p.text for p in pieces if p.kind != "gone") == new


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        (
            "a b c",
            "a x c",
            [("same", "a "), ("gone", "b"), ("new", "x"), ("same", " c")],
        ),
        ("a b.", "c d.", [("gone", "a b"), ("new", "c d"), ("same", ".")]),
        ("a", "a", [("same", "a")]),
        ("", "a", [("new", "a")]),
        ("a", "", [("gone", "a")]),
        ("", "", []),
    ],
)
def test_words_that_change_together_are_shown_together(
    old: str, new: str, pieces: list[tuple[str, str]]
) -> None:
    assert [(p.kind, p.text) for p in words_between(old, new)] == pieces


def test_of_a_long_text_only_what_is_around_a_change_is_shown() -> None:
    long = "word " * 200

    shown = shortened([Piece("same", long), Piece("new", "x"), Piece("same", long)])

    assert [len(piece.text) < 90 for piece in shown] == [True] * 3
    assert shown[0].text.startswith("… ")
    assert shown[2].text.endswith(" …")


def test_each_kind_of_change_of_the_rules_is_told() -> None:
    old, new = builtin("rulebook"), deepcopy(builtin("rulebook"))
    gone = new["rules"].pop(0)
    for number, rule in enumerate(new["rules"], start=1):
        rule["number"] = number
    new["rules"].append({**gone, "code": "brief", "number": 4})
    new["rules"][0]["checks"][0]["filter_from"] = None
    new["rules"][1]["checks"] = []
    new["rules"][1]["texts"]["en"]["title"] = "No politics"
    new["rules"][2]["reasons"]["en"].append("It is a chain letter.")
    new["notes"]["en"].pop()

    said = [change.what for change in rules_changes(old, new)]

    assert said == [
        "Rule removed: 1. To the point",
        "1. Respect for everyone: was number 2",
        "1. Respect for everyone, Respect: hint from 0.5, held back from 0.95 → hint "
        "from 0.5",
        "2. No politics: was number 3",
        "2. No politics (English)",
        "2. No politics, Politics: hint from 0.6 → not checked",
        "3. No advertising, no spam: was number 4",
        "3. No advertising, no spam, reasons (English)",
        "New rule: 4. To the point",
        "The notes (English)",
    ]


def test_each_kind_of_change_of_the_notice_is_told() -> None:
    old, new = builtin("notice"), deepcopy(builtin("notice"))
    new["box"]["de"] = "Ja zu den [[Hinweisen]]."
    new["text"]["en"][1]["heading"] = "What we keep"
    for parts in new["text"].values():
        parts.append({"heading": "Last", "paragraphs": []})

    said = [change.what for change in notice_changes(old, new)]

    assert said == [
        "The sentence at the box (Deutsch)",
        "Part 2 (English)",
        "Part 8 (Deutsch)",
        "Part 8 (German with “Sie”)",
        "Part 8 (English)",
    ]


def test_a_text_that_is_too_long_to_compare_counts_as_rewritten() -> None:
    old = "one two " * 50_000
    new = old + "three"

    assert words_between(old, new) == [Piece("gone", old), Piece("new", new)]


@pytest.mark.parametrize("changes", [rules_changes, notice_changes])
def test_what_is_the_same_is_no_change(changes: Any) -> None:
    document = builtin("rulebook" if changes is rules_changes else "notice")

    assert changes(document, deepcopy(document)) == []
