"""What a site has taught: it holds on, adds up, fits its models and breaks safely."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentbox.domain.submission import Draft
from commentbox.domain.verdict import Binding, Finding
from commentbox.screening.check import Check
from commentbox.screening.facts import Facts
from commentbox.screening.layer.base import base_version
from commentbox.screening.layer.blob import MAGIC, BadBlob, OtherBase, read, write
from commentbox.screening.layer.features import (
    CHECKS,
    NAMES,
    WORD_SPACE,
    bucket,
    logit,
    look,
)
from commentbox.screening.layer.fit import examples, fit, log_loss
from commentbox.screening.layer.layer import Head, Layer
from commentbox.screening.reading import Text
from commentbox.screening.screen import LAYER, UNSCREENED, screen

#: It says what its check said.
UNCHANGED = Head(1.0, 0.0, np.zeros(len(NAMES)), np.zeros(WORD_SPACE))

BINDINGS = (Binding("respect", "respect", 0.5, 0.9),)


def a_text(body: str) -> Text:
    return Text(Draft(body=body, language="de"))


def says(score: float | None) -> tuple[Check, ...]:
    finding = Finding(check="respect", score=score)
    return (Check("respect", lambda _text, _facts: finding),)


def against(word: str, weight: float) -> Head:
    words = np.zeros(WORD_SPACE)
    words[bucket(word)] = weight
    return Head(1.0, 0.0, np.zeros(len(NAMES)), words)


def judged(body: str, score: float | None, head: Head) -> list[Finding]:
    layer = Layer(base_version(), {"respect": head})
    facts = Facts(bindings=BINDINGS, layer=layer)
    draft = Draft(body=body, language="de")
    return list(screen(draft, facts, checks=says(score)).findings)


@given(st.floats(0.003, 0.997))
def test_a_layer_that_learnt_nothing_changes_nothing(score: float) -> None:
    layer = Layer("x", {"respect": UNCHANGED})

    adjusted = layer.adjusted("respect", {"respect": score}, a_text("Gut gesagt."))

    assert adjusted is not None
    assert adjusted.score == pytest.approx(score, abs=0.0002)
    assert adjusted.spans == ()


def test_a_word_of_the_site_raises_the_score_and_is_evidence() -> None:
    (finding,) = judged("So ein Lampenpapst!", 0.2, against("lampenpapst", 6.0))

    assert finding.score is not None
    assert finding.score > 0.8
    assert [e.text for e in finding.evidence] == ["Lampenpapst"]


def test_what_a_check_cannot_tell_no_layer_tells() -> None:
    (finding,) = judged("So ein Lampenpapst!", None, against("lampenpapst", 6.0))

    assert finding.score is None


def test_what_a_check_did_not_find_a_layer_may() -> None:
    findings = judged("So ein Lampenpapst!", 0.0, against("lampenpapst", 20.0))

    assert [f.check for f in findings] == ["respect"]
    assert (findings[0].score or 0) > 0.5


@pytest.mark.parametrize("broken", [float("nan"), float("inf")])
def test_a_layer_that_talks_nonsense_leaves_the_score_and_calls_a_person(
    broken: float,
) -> None:
    findings = judged(
        "Gut gesagt.",
        0.6,
        Head(1.0, broken, np.zeros(len(NAMES)), np.zeros(WORD_SPACE)),
    )

    assert [(f.check, f.score, f.detail) for f in findings] == [
        ("respect", 0.6, ""),
        (UNSCREENED, None, LAYER),
    ]


def test_a_layer_that_raises_leaves_the_score_and_calls_a_person() -> None:
    narrow = Head(1.0, 0.0, np.zeros(3), np.zeros(WORD_SPACE))

    findings = judged("Gut gesagt.", 0.6, narrow)

    assert [f.check for f in findings] == ["respect", UNSCREENED]
    assert findings[0].score == 0.6


def test_a_check_that_breaks_is_not_made_good_by_a_layer() -> None:
    def breaks(_text: Text, _facts: Facts) -> Finding:
        raise RuntimeError

    layer = Layer("x", {"respect": against("lampenpapst", 20.0)})
    facts = Facts(bindings=BINDINGS, layer=layer)
    draft = Draft(body="So ein Lampenpapst!", language="de")

    found = screen(draft, facts, checks=(Check("respect", breaks),)).findings

    assert [f.check for f in found] == [UNSCREENED]


@settings(max_examples=50)
@given(st.text(max_size=300), st.floats(0, 1))
def test_whatever_the_text_the_score_is_one(body: str, score: float) -> None:
    findings = judged(body or "x", score, against("lampenpapst", 3.0))

    assert all(0 <= (f.score or 0) <= 1 for f in findings)
    for finding in findings:
        for e in finding.evidence:
            assert (body or "x")[e.start : e.end] == e.text
    assert UNSCREENED not in [f.check for f in findings]


def a_layer(seed: int = 0) -> Layer:
    random = np.random.default_rng(seed)
    heads = {
        check: Head(
            0.9,
            -0.3,
            random.normal(size=len(NAMES)),
            random.normal(size=WORD_SPACE),
        )
        for check in CHECKS
    }
    return Layer(base_version(), heads)


def test_a_layer_is_read_as_it_was_written() -> None:
    layer = a_layer()
    scores = dict.fromkeys(CHECKS, 0.4)
    text = a_text("So ein Lampenpapst, das ist ja nicht zu fassen!")

    again = read(write(layer))

    for check in CHECKS:
        before = layer.adjusted(check, scores, text)
        after = again.adjusted(check, scores, text)
        assert before is not None
        assert after is not None
        assert after.score == pytest.approx(before.score, abs=0.002)


def test_four_full_heads_are_small_enough_to_store() -> None:
    assert len(write(a_layer())) < 300_000


def test_a_layer_for_other_models_is_refused() -> None:
    blob = write(Layer("another", a_layer().heads))

    with pytest.raises(OtherBase):
        read(blob)


@given(st.integers(0, 5_000), st.integers(1, 255))
@settings(max_examples=40)
def test_a_damaged_layer_is_refused(place: int, change: int) -> None:
    blob = bytearray(BLOB)
    blob[place % len(blob)] ^= change

    with pytest.raises(BadBlob):
        read(bytes(blob))


@given(st.binary(max_size=200))
def test_what_is_no_layer_is_refused(payload: bytes) -> None:
    for blob in (payload, MAGIC + hashlib.sha256(payload).digest() + payload):
        with pytest.raises(BadBlob):
            read(blob)


def test_a_layer_with_numbers_beyond_all_is_refused() -> None:
    heads = {"respect": Head(math.nan, 0, np.zeros(len(NAMES)), np.zeros(WORD_SPACE))}

    with pytest.raises(BadBlob):
        read(write(Layer(base_version(), heads)))


BLOB = write(Layer(base_version(), {"respect": UNCHANGED}))


def learnt(bodies: list[tuple[str, bool]], own: float, hold: float | None) -> Any:
    texts = [a_text(body) for body, _ in bodies]
    looks = [look(text, {"respect": own}) for text in texts]
    given_ = examples([logit(own)] * len(bodies), looks, [b for _, b in bodies])
    return fit("respect", given_, hold), given_


def test_nothing_to_learn_from_leaves_all_as_it_was() -> None:
    head, _ = learnt([], 0.5, 1.0)

    assert (head.slope, head.bias) == (1.0, 0.0)
    assert not head.words.any()


def test_what_people_say_is_believed_the_more_often_they_say_it() -> None:
    few, _ = learnt([("Lampenpapst", True), ("Stromkreis", False)] * 2, 0.5, 1.0)
    many, known = learnt([("Lampenpapst", True), ("Stromkreis", False)] * 50, 0.5, 1.0)

    word = bucket("lampenpapst")
    assert 0 < few.words[word] < many.words[word]
    assert log_loss(known.log_odds(many), known.breach) < 0.1


def test_scores_come_to_say_how_often_people_agree() -> None:
    """Of texts that all look alike, a tenth is rejected: so sure it becomes."""
    head, known = learnt([("Gut gesagt", n % 10 == 0) for n in range(400)], 0.7, None)

    mean = float(np.mean(1 / (1 + np.exp(-known.log_odds(head)))))

    assert mean == pytest.approx(0.1, abs=0.01)
