"""Sentences: where they begin and end, and how many are looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.analyze.answering import MOST_SENTENCES, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.", ["One."]),
        ("One. Two!? “Three …” four", ["One.", "Two!?", "“Three …”", "four"]),
        ("  One\nTwo  ", ["One", "Two"]),
        ("Yes", ["Yes"]),
        ("...", ["..."]),
        ("", [""]),
    ],
)
def test_a_text_is_cut_at_the_ends_of_its_sentences(
    text: str, expected: list[str]
) -> None:
    assert [text[begin:end] for begin, end in sentences(text)] == expected


def test_a_long_text_keeps_its_rest_as_one() -> None:
    text = "A b. " * 100

    found = sentences(text)

    assert len(found) == MOST_SENTENCES
    assert found[-1].end == len(text.rstrip())


@given(st.text(max_size=200))
def test_sentences_never_overlap_and_lie_in_the_text(text: str) -> None:
    at = 0
    for begin, end in sentences(text):
        assert at <= begin <= end <= len(text)
        at = end
