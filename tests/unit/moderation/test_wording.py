"""What the machine found, in words that a person decides by."""

from __future__ import annotations

from typing import Any

import pytest

from commentbox.domain.states import State
from commentbox.domain.verdict import Evidence, Finding, Outcome
from commentbox.moderation.wording import STATES, tell, tell_all
from commentbox.web.i18n import Speech, speaking


def a_finding(check: str = "respect", score: float | None = 0.9, **values: Any) -> Any:
    return Finding(check=check, score=score, **values)


@pytest.mark.parametrize(
    ("finding", "label", "text"),
    [
        (a_finding(score=0.93), "Respect", "very probably a breach"),
        (a_finding(score=0.7), "Respect", "probably a breach"),
        (a_finding(score=0.4), "Respect", "perhaps a breach"),
        (a_finding(score=0.1), "Respect", "hardly a breach"),
        (a_finding("topic", None, detail="too_short"), "Topic", "too short to judge"),
        (
            a_finding("personal_data", detail="phone"),
            "Personal data",
            "phone number",
        ),
        (
            a_finding("name", detail="staff"),
            "Name",
            "resembles the name of a moderator, an author or the site",
        ),
        (
            a_finding("spam", 0.7, detail="shouting"),
            "Advertising",
            "capital letters, probably a breach",
        ),
        (
            a_finding("unscreened", None, detail="topic"),
            "Not checked",
            "“Topic” could not be judged by the screening",
        ),
        (a_finding("horoscope", 0.9), "horoscope", "very probably a breach"),
    ],
)
def test_each_finding_is_said_in_words(finding: Finding, label: str, text: str) -> None:
    told = tell(finding)

    assert (told.label, told.text) == (label, text)


def test_links_are_counted() -> None:
    link = Evidence("https://a.example", 0, 17, 1.0)

    assert tell(a_finding("links", 0.2, evidence=(link,))).text == "1 link"
    assert tell(a_finding("links", 0.2, evidence=(link, link))).text == "2 links"


@pytest.mark.parametrize(("language", "score"), [("en", "0.93"), ("de", "0,93")])
def test_the_score_is_written_as_the_language_does(language: str, score: str) -> None:
    with speaking(Speech(language)):
        assert tell(a_finding(score=0.9312)).score == score


def test_what_has_no_score_shows_none() -> None:
    assert tell(a_finding(score=None)).score == ""


def test_words_that_decided_twice_are_quoted_once() -> None:
    spans = (Evidence("idiot", 0, 5, 0.5), Evidence("idiot", 9, 14, 0.5))

    assert tell(a_finding(evidence=spans)).quotes == ("idiot",)


def test_the_strongest_comes_first_and_notes_last() -> None:
    findings = [
        a_finding("topic", 0.99),
        a_finding("links", 0.6, outcome=Outcome.FLAG),
        a_finding("respect", 0.95, outcome=Outcome.FILTER),
        a_finding("spam", 0.7, outcome=Outcome.FLAG),
    ]

    told = tell_all(findings)

    assert [t.label for t in told] == ["Insult", "Advertising", "Many links", "Topic"]
    assert [t.matters for t in told] == [True, True, True, False]


def test_a_check_that_serves_two_rules_is_told_once_and_at_its_strongest() -> None:
    weak = a_finding(rule="topic")
    strong = a_finding(rule="respect", outcome=Outcome.FILTER)

    told = tell_all([weak, strong])

    assert [t.outcome for t in told] == [Outcome.FILTER]


def test_every_state_has_a_name() -> None:
    assert set(STATES) == set(State)
