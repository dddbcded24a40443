"""What the machine found, in words that a person decides by, and why."""

from __future__ import annotations

from typing import Any

import pytest

from commentbox.domain.verdict import Evidence, Finding, Outcome
from commentbox.moderation.explain import tell, tell_all
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
            a_finding("topic", None, detail="no_article"),
            "Topic",
            "of the article nothing is known to compare it with",
        ),
        (
            a_finding("personal_data", detail="phone"),
            "Personal data",
            "phone number",
        ),
        (a_finding("personal_data", detail="card"), "Personal data", "payment card"),
        (
            a_finding("spam", 0.7, detail="learned"),
            "Advertising",
            "it reads like advertising, probably a breach",
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


@pytest.mark.parametrize(("language", "score"), [("en", "93%"), ("de", "93\xa0%")])
def test_how_sure_it_is_is_written_as_the_language_does(
    language: str, score: str
) -> None:
    with speaking(Speech(language)):
        assert tell(a_finding(score=0.9312)).score == score


def test_what_has_no_score_shows_none() -> None:
    assert tell(a_finding(score=None)).score == ""


def test_words_that_decided_twice_are_named_once_with_both_shares() -> None:
    spans = (
        *(Evidence("liar", 20, 24, 0.3), Evidence("idiot", 0, 5, 0.4)),
        Evidence("idiot", 9, 14, 0.3),
    )

    told = tell(a_finding(evidence=spans))

    assert [(w.text, w.percent, w.width) for w in told.words] == [
        ("idiot", "70%", 70),
        ("liar", "30%", 30),
    ]
    assert told.quotes == ("idiot", "liar")


def test_the_heaviest_words_are_shown_and_the_rest_counted() -> None:
    spans = tuple(Evidence(f"w{n}", n, n + 2, n / 100) for n in range(8))

    told = tell(a_finding(evidence=spans))

    assert [word.text for word in told.shown] == ["w7", "w6", "w5", "w4", "w3"]
    assert told.further == 3


@pytest.mark.parametrize(
    ("score", "odds"),
    [
        (0.99, "Of 10 comments judged like this, nearly all are breaches."),
        (0.746, "Of 10 comments judged like this, about 8 are breaches."),
        (0.81, "Of 10 comments judged like this, about 8 are breaches."),
        (0.1, "Of 10 comments judged like this, about one is a breach."),
        (0.01, "Of 10 comments judged like this, hardly any is a breach."),
    ],
)
@pytest.mark.parametrize("detail", ["learned", "encoder", "site"])
def test_of_what_was_measured_it_is_said_how_often_it_is_right(
    score: float, odds: str, detail: str
) -> None:
    assert tell(a_finding(score=score, detail=detail)).odds == odds


@pytest.mark.parametrize(
    ("check", "detail"),
    [
        *(("respect", "lexicon"), ("respect", ""), ("topic", "overlap")),
        *(("spam", "learned"), ("spam", "shouting")),
    ],
)
def test_of_what_was_not_measured_nothing_is_promised(check: str, detail: str) -> None:
    assert tell(a_finding(check, 0.8, detail=detail)).odds == ""


def test_nothing_is_called_certain() -> None:
    assert tell(a_finding(score=1.0)).score == "99%"


@pytest.mark.parametrize(
    ("detail", "source"),
    [
        ("lexicon", "Found by a list of words."),
        ("aside", "Judged by words about comments, forum and moderation."),
        ("learned", "Judged by the trained model that comes with commentbox."),
        ("encoder", "Judged by the trained model and by the second, larger one."),
        ("site", "Judged also by what people of this site have decided."),
        ("iban", ""),
    ],
)
def test_what_judged_is_said(detail: str, source: str) -> None:
    assert tell(a_finding(detail=detail)).source == source


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

    assert [(t.outcome, t.rules) for t in told] == [(Outcome.FILTER, ("respect",))]


def test_a_finding_names_every_rule_that_it_speaks_for_equally() -> None:
    both = [a_finding(rule=rule, outcome=Outcome.FLAG) for rule in ("a", "b")]

    assert [told.rules for told in tell_all(both)] == [("a", "b")]
