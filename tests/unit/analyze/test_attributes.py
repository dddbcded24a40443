"""What is offered, and what is said where a check is slow or breaks."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from commentbox.analyze import attributes
from commentbox.analyze.attributes import OFFERED, Unanswered, scores
from commentbox.domain.submission import Draft
from commentbox.domain.verdict import Finding
from commentbox.screening.check import Check
from commentbox.screening.facts import Facts

TEXT = Draft(body="Danke, das hat geholfen.", language="de")
NOTHING = Facts(bindings=())


def slow(text: object, facts: object) -> Finding:
    started = time.thread_time()
    while time.thread_time() - started < 0.01:
        pass
    return Finding(check="respect", score=0.7)


def slow_for_nothing(text: object, facts: object) -> None:
    slow(text, facts)


def broken(text: object, facts: object) -> Finding:
    raise RuntimeError


def offer(
    monkeypatch: pytest.MonkeyPatch, judge: Callable[..., Finding | None]
) -> None:
    check = Check("respect", judge, budget=0.001)
    monkeypatch.setitem(attributes.OFFERED, "TOXICITY", check)


def test_each_attribute_has_a_score() -> None:
    said = scores(tuple(OFFERED), TEXT, NOTHING)

    assert list(said) == ["TOXICITY", "INSULT", "PROFANITY", "SPAM", "OFF_TOPIC"]
    assert said["TOXICITY"] == said["INSULT"]
    assert said["OFF_TOPIC"] is None


def test_what_a_slow_check_has_found_is_still_true(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offer(monkeypatch, slow)

    assert scores(("TOXICITY",), TEXT, NOTHING) == {"TOXICITY": 0.7}


@pytest.mark.parametrize("judge", [broken, slow_for_nothing])
def test_no_score_is_made_up(
    monkeypatch: pytest.MonkeyPatch, judge: Callable[..., Finding | None]
) -> None:
    offer(monkeypatch, judge)

    with pytest.raises(Unanswered):
        scores(("TOXICITY",), TEXT, NOTHING)
