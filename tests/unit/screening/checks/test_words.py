"""Words: the site's own list, in every spelling."""

from __future__ import annotations

import pytest

from commentbox.screening.checks.words import configured_words
from tests.unit.screening.drafts import finding_of, quotes, score_of


@pytest.mark.parametrize(
    ("word", "body", "quoted"),
    [
        ("Konkurrent", "Beim KONKURRENT gibt es das billiger.", ["KONKURRENT"]),
        ("konkurrent", "Beim K0nkurrent gibt es das.", ["K0nkurrent"]),
        ("konkurrent", "k o n k u r r e n t", ["k o n k u r r e n t"]),
        ("konkurr*", "Die Konkurrenten schlafen nicht.", ["Konkurrenten"]),
        ("neuer shop", "Der neue, nein: neuer Shop!", ["neuer Shop"]),
        ("neuer sho*", "Ein neuer Shopping-Tempel", ["neuer Shopping"]),
        ("Straße", "Auf der STRASSE", ["STRASSE"]),
    ],
)
def test_a_configured_word_is_found(word: str, body: str, quoted: list[str]) -> None:
    assert quotes(finding_of(configured_words, body, words=(word,))) == quoted


@pytest.mark.parametrize(
    ("word", "body"),
    [
        ("rat", "Das Ratsmitglied im Beirat"),
        ("neuer shop", "Ein neuer, besserer Shop"),
        ("sehr neuer shop", "Sehr alter Shop"),
        ("kon*", "Der Beton, ein Balkon"),
        ("*", "Alles"),
        ("", "Alles"),
    ],
)
def test_only_whole_words_are_found(word: str, body: str) -> None:
    assert finding_of(configured_words, body, words=(word,)) is None


def test_more_of_the_words_weigh_more() -> None:
    words = ("eins", "zwei")

    one = score_of(configured_words, "eins eins", words=words)

    assert 0.5 <= one < score_of(configured_words, "eins zwei", words=words) < 1
