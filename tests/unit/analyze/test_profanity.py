"""Profanity: swear words, whomever they are aimed at."""

from __future__ import annotations

import pytest

from commentbox.analyze.profanity import profanity
from commentbox.domain.submission import Draft
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text


def score(body: str, language: str) -> float:
    found = profanity(Text(Draft(body=body, language=language)), Facts(bindings=()))
    return found.score or 0.0 if found else 0.0


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("So eine verdammte Kacke", "de"),
        ("Der ist ein Arschloch.", "de"),
        ("Oh fuck, it broke.", "en"),
        ("What an asshole.", "en"),
        ("F*ck this sh1t", "en"),
    ],
)
def test_swear_words_are_found_aimed_or_not(body: str, language: str) -> None:
    assert score(body, language) >= 0.8


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Danke, das war sehr nett.", "de"),
        ("Du bist ein Trottel.", "de"),
        ("You are a fool.", "en"),
        ("A bastard sword hung on the wall.", "en"),
    ],
)
def test_an_insult_in_decent_words_is_none(body: str, language: str) -> None:
    assert score(body, language) == 0


def test_more_of_them_weigh_more() -> None:
    assert score("Fuck this shit", "en") > score("Fuck this", "en")


def test_the_words_are_the_evidence() -> None:
    found = profanity(Text(Draft(body="Oh fuck.", language="en")), Facts(bindings=()))

    assert found is not None
    assert [piece.text for piece in found.evidence] == ["fuck"]
