"""Likeness: runs of characters, what a text is made of, and how usual they are."""

from __future__ import annotations

import pytest

from commentbox.screening.likeness import SUREST, gains, runs, said


def _gain(word: str, *before: str, language: str = "de") -> float:
    of = runs([word])
    return float(gains(of, [(said(*before), 0.2)], language).sum())


def test_a_word_that_was_said_is_likelier_than_it_is_anyway() -> None:
    assert _gain("akku", "Der Akku ist leer") > 0 > _gain("zimt", "Der Akku ist leer")


@pytest.mark.parametrize("word", ["akkulader", "handyakku", "akkus"])
def test_a_compound_is_like_its_parts(word: str) -> None:
    assert _gain(word, "Der Akku ist leer") > _gain("zimtstern", "Der Akku ist leer")


def test_a_rare_word_says_more_than_a_usual_one() -> None:
    before = "Deutsche Zirbel"

    assert _gain("zirbel", before) / 4 > _gain("deutsche", before) / 6


def test_a_long_text_without_a_word_says_more_than_a_short_one() -> None:
    short = "Der Akku ist leer"
    long = " ".join(["Akku", "Ladekabel", "Netzteil", "Stecker", "Klang"] * 20)

    assert _gain("zimt", long) < _gain("zimt", short) < 0


def test_no_run_reaches_across_two_words() -> None:
    assert _gain("mitte", "Zam itter") < 0


def test_each_run_knows_the_word_that_has_it() -> None:
    of = runs(["zimt", "akku"])

    assert sorted(of.word.tolist()) == [0, 0, 1, 1]


def test_one_run_proves_only_so_much() -> None:
    of = runs(["xqzwvkjy"])

    assert max(gains(of, [(said("xqzwvkjy"), 0.9)], "de")) == SUREST


def test_a_language_that_is_not_known_is_read_as_english() -> None:
    assert _gain("akku", "Akku", language="fr") == _gain("akku", "Akku", language="en")
