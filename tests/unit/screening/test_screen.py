"""The pipeline: findings kept, thresholds applied, and no check that breaks unseen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import count
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.domain.states import State
from commentbox.domain.verdict import Binding, Evidence, Finding, Outcome, Verdict
from commentbox.screening.check import Check
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text
from commentbox.screening.screen import CHECKS, UNSCREENED, screen
from tests.hostile import judged
from tests.unit.screening.drafts import a_draft, facts

RULES = (
    Binding("topic", "topic", flag_from=0.7),
    Binding("respect", "respect", flag_from=0.5, filter_from=0.95),
    Binding("politics", "politics", flag_from=0.6),
    Binding("spam", "spam", flag_from=0.5, filter_from=0.9),
    Binding("links", "spam", flag_from=0.6),
)
LONG = (
    "Das ist ein ganz gewöhnlicher Kommentar zum Artikel, nicht mehr und nicht weniger."
)


def of(verdict: Verdict, check: str) -> list[Finding]:
    return [finding for finding in verdict.findings if finding.check == check]


@pytest.mark.parametrize(
    ("body", "known", "lane"),
    [
        ("Danke, das hat mir geholfen.", {}, State.PENDING),
        ("Du Idiot", {}, State.PENDING),
        ("Ich bring dich um!", {}, State.FILTERED),
        (LONG, {"honeypot_filled": True}, State.SPAM),
        (LONG, {"stamp_wrong": True}, State.PENDING),
        (LONG, {"repeats": 500, "recent_posts": 500}, State.PENDING),
        ("Ruf mich an: 0171 1234567", {}, State.PENDING),
    ],
)
def test_a_comment_waits_where_its_findings_lead(
    body: str, known: dict[str, Any], lane: State
) -> None:
    assert screen(a_draft(body), facts(bindings=RULES, **known)).lane is lane


def test_all_findings_are_kept_with_their_rules() -> None:
    body = "Du Idiot, die SPD war es! Siehe https://example.org, Handy 0171 1234567"

    verdict = screen(a_draft(body), facts(bindings=RULES))

    assert [(f.check, f.rule, f.outcome) for f in verdict.findings] == [
        ("respect", "respect", Outcome.FLAG),
        ("spam", "spam", Outcome.NOTE),
        ("personal_data", None, Outcome.FLAG),
        ("links", "spam", Outcome.NOTE),
        ("politics", "politics", Outcome.FLAG),
        ("topic", "topic", Outcome.NOTE),
    ]


def test_a_check_serves_each_rule_that_it_is_bound_to() -> None:
    rules = (
        Binding("respect", "people", flag_from=0.2, filter_from=0.7),
        Binding("respect", "tone", flag_from=0.95),
    )

    findings = of(screen(a_draft("Du Idiot"), facts(bindings=rules)), "respect")

    assert [(f.rule, f.outcome) for f in findings] == [
        ("people", Outcome.FILTER),
        ("tone", Outcome.NOTE),
    ]


@pytest.mark.parametrize("check", ["respect", "politics", "spam", "links"])
def test_a_check_without_a_rule_decides_nothing(check: str) -> None:
    body = "Ich bring dich um! Merkel muss weg. Viagra kaufen: https://example.com"

    [finding] = of(screen(a_draft(body), facts()), check)

    assert finding.outcome is Outcome.NOTE


@pytest.mark.parametrize(
    ("check", "known", "name"),
    [
        ("personal_data", {}, ""),
        ("words", {"words": ("schönes",)}, ""),
        ("name", {"reserved_names": ("Grace",)}, "Grace"),
        ("form", {"stamp_wrong": True}, ""),
    ],
)
def test_some_findings_wait_for_a_person_without_a_rule(
    check: str, known: dict[str, Any], name: str
) -> None:
    draft = a_draft("Ein schönes Ding, ada@beispiel.de", author_name=name)

    [finding] = of(screen(draft, facts(**known)), check)

    assert finding.outcome is Outcome.FLAG


@pytest.mark.parametrize("known", [{"repeats": 99}, {"recent_posts": 99}])
def test_behaviour_alone_never_filters_under_any_threshold(
    known: dict[str, Any],
) -> None:
    rules = (Binding("spam", "spam", flag_from=0.01, filter_from=0.02),)

    verdict = screen(a_draft(LONG), facts(bindings=rules, **known))

    assert verdict.lane is State.PENDING
    assert [f.outcome for f in of(verdict, "spam")] == [Outcome.FLAG]


def _raises(text: Text, facts: Facts) -> Finding | None:
    raise ZeroDivisionError


def _says(**fields: Any) -> Callable[[Text, Facts], Finding]:
    return lambda text, facts: Finding(**{"check": "odd", "score": 0.5, **fields})


def _breaks_halfway(text: Text, facts: Facts) -> Iterator[Finding]:
    yield Finding(check="odd", score=0.5)
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "judge",
    [
        _raises,
        _breaks_halfway,
        _says(score=math.nan),
        _says(score=math.inf),
        _says(score=1.01),
        _says(score=-0.1),
        _says(score="0.5"),
        _says(score=True),
        _says(check="respect"),
        _says(evidence=(Evidence("Hallo", 1, 6, 1.0),)),
        _says(evidence=(Evidence("", 2, 2, 1.0),)),
        _says(evidence=(Evidence("Hallo", 0, 5, 2.0),)),
        _says(evidence=("Hallo",)),
        lambda text, facts: ["Hallo"],
        lambda text, facts: 3,
        lambda text, facts: text.nothing_like_it,
    ],
)
def test_a_check_that_breaks_waits_for_a_person(judge: Any) -> None:
    checks = (Check("odd", judge), *CHECKS)

    verdict = screen(a_draft("Hallo, du Idiot"), facts(bindings=RULES), checks=checks)

    assert of(verdict, UNSCREENED) == [
        Finding(check=UNSCREENED, score=None, detail="odd", outcome=Outcome.FLAG)
    ]
    assert of(verdict, "odd") == []
    assert of(verdict, "respect") != []
    assert verdict.lane is State.PENDING


def test_why_a_check_broke_is_logged_without_a_word_of_the_reader(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def quotes(text: Text, facts: Facts) -> None:
        raise ValueError(text.body)

    screen(a_draft("Ganz geheim"), facts(), checks=(Check("odd", quotes),))

    (line,) = caplog.messages
    assert line.startswith("the check odd failed: ValueError at test_screen.py:")
    assert "geheim" not in caplog.text


def test_a_check_over_its_budget_is_recorded_beside_what_it_found() -> None:
    seconds = count()
    slow = Check("slow", lambda text, facts: Finding(check="slow", score=0.7), 0.5)

    verdict = screen(
        a_draft("Hallo"), facts(), checks=(slow,), clock=lambda: float(next(seconds))
    )

    assert [(f.check, f.detail) for f in verdict.findings] == [
        ("slow", ""),
        (UNSCREENED, "slow"),
    ]


def test_what_a_check_prepares_is_not_counted_as_judging() -> None:
    seconds = [0.0]

    def load() -> None:
        seconds[0] += 10

    ready = Check("ready", lambda text, facts: None, budget=0.5, prepare=load)

    verdict = screen(
        a_draft("Hallo"), facts(), checks=(ready,), clock=lambda: seconds[0]
    )

    assert verdict.findings == ()
    assert seconds == [10.0]


def test_a_check_that_cannot_prepare_waits_for_a_person() -> None:
    def fail() -> None:
        raise OSError("the disk is gone")

    broken = Check("broken", lambda text, facts: None, prepare=fail)

    verdict = screen(a_draft("Hallo"), facts(), checks=(broken,))

    assert [(f.check, f.detail) for f in verdict.findings] == [(UNSCREENED, "broken")]


def test_a_check_that_hangs_is_left_behind() -> None:
    never = Event()

    def hangs(text: Text, facts: Facts) -> None:
        never.wait(30)

    before, *after = CHECKS
    checks = (before, Check("hanging", hangs), *after)

    verdict = screen(
        a_draft("Du Idiot"), facts(bindings=RULES), checks=checks, patience=0.3
    )
    never.set()

    assert [f.check for f in of(verdict, "respect")] == ["respect"]
    unscreened = [f.detail for f in of(verdict, UNSCREENED)]
    assert unscreened == ["hanging", *(check.name for check in after)]
    assert verdict.lane is State.PENDING


def test_a_check_with_nothing_to_say_leaves_no_finding() -> None:
    silent = Check("silent", _says(check="silent", score=0.0))

    assert screen(a_draft("Hallo"), facts(), checks=(silent,)).findings == ()


def test_a_machine_without_threads_judges_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(thread: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refused)
    # Those that had nothing to do are all at work.
    monkeypatch.setattr("commentbox.threads._idle", [])

    verdict = screen(a_draft("Hallo"), facts())

    assert {f.check for f in verdict.findings} == {UNSCREENED}


def test_every_check_has_a_name_of_its_own() -> None:
    names = [check.name for check in CHECKS]

    assert len(set(names)) == len(names)
    assert {"topic", "respect", "politics", "spam", "personal_data"} <= set(names)
    assert {"links", "words", "name", "form"} <= set(names)


PIECES = st.sampled_from(
    [
        *("du ", "Idiot", "1d10t", "i d i o t", "I\u200bdiot", "ﷺ", "ß", "İ", "\u0301"),
        *("http://example.com/", "ada@beispiel.de", "0171 1234567", "\ud800", "\x00"),
        *("DE89 3704 0044 0532 0130 00", "Musterstraße 12, 12345 Ort ", "„", "“", "> "),
        *(
            "SPD ",
            "Merkel muss weg",
            "jetzt kaufen ",
            "kill yourself",
            "\n",
            "...",
            "*",
        ),
        *("Іdiоt ", "ＩＤＩＯＴ ", "f\u00adu", "a\u0308", "😀", "\u202e"),
    ]
)


@judged
@given(
    st.lists(PIECES | st.text(max_size=8), max_size=20).map("".join),
    st.sampled_from(["de", "en", "fr", ""]),
)
def test_evidence_always_points_into_the_original(body: str, language: str) -> None:
    known = facts(bindings=RULES, words=("idiot*",), article_title="Kaufen in Köln")

    # Whether it was quick is not asked here: a collection of garbage may fall into it.
    verdict = screen(a_draft(body, language), known, clock=lambda: 0.0, patience=60)

    for finding in verdict.findings:
        assert finding.check != UNSCREENED
        for evidence in finding.evidence:
            assert body[evidence.start : evidence.end] == evidence.text
            assert evidence.text
        if finding.evidence:
            shares = sum(evidence.share for evidence in finding.evidence)
            assert shares == pytest.approx(1, abs=0.01)
