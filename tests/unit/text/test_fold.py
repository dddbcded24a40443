"""However a word was typed, the search finds it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.text.fold import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("  Ein   Zug\n", "ein zug"),
        ("Crème Brûlée", "creme brulee"),
        ("cre\u0300me", "creme"),
        ("ﬁn ½", "fin 1⁄2"),
    ],
)
def test_case_accents_and_spaces_make_no_difference(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(max_size=200))
def test_a_text_is_folded_as_a_whole(text: str) -> None:
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))

    assert fold(text) == " ".join(bare.casefold().split())
