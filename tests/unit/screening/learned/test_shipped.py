"""The shipped models: small, quick to load, and fair to whom they were made for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.screening import encoder
from commentbox.screening.checks.respect import respect
from commentbox.screening.checks.spam import spam
from commentbox.screening.learned.explaining import deciding
from commentbox.screening.learned.features import features
from commentbox.screening.learned.model import load, probability
from commentbox.screening.learned.shipped import VERSION, shipped
from commentbox.screening.reading import Text
from tests.hostile import judged
from tests.unit.screening.checks.test_respect import FLAG
from tests.unit.screening.drafts import a_draft, finding_of, score_of

PROBES = Path(__file__).parents[4] / "training" / "probes"
TEXTS = st.text("aIdiot du! 😀\n\u200b1@.ß", max_size=80) | st.text(max_size=60)


@pytest.fixture(autouse=True)
def first_tier_only() -> Iterator[None]:
    encoder.disable()
    yield
    encoder.enable()


def scores(language: str, kind: str) -> list[float]:
    lines = (PROBES / f"{language}.jsonl").read_text("utf-8").splitlines()
    probes = [probe for line in lines if (probe := json.loads(line))["kind"] == kind]
    return [score_of(respect, probe["text"], language) for probe in probes]


@pytest.mark.parametrize(
    ("name", "most"), [("respect", 5_000_000), ("spam", 1_000_000)]
)
def test_a_model_is_small_and_loads_in_no_time(name: str, most: int) -> None:
    started = thread_time()
    model = load(name)

    assert thread_time() - started < 0.25
    assert not model.table.flags.writeable
    content = files("commentbox.screening.shipped").joinpath(f"{name}.npz").read_bytes()
    assert len(content) < most


@pytest.mark.parametrize("name", ["respect", "spam"])
def test_a_model_is_of_the_version_that_is_told(name: str) -> None:
    assert shipped(name).version == VERSION


def test_a_model_is_read_once() -> None:
    assert shipped("respect") is shipped("respect")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("neutral", 0.0, 0.05),
        ("identity", 0.0, 0.05),
        ("irony", 0.0, 0.05),
        ("counter", 0.0, 0.1),
        ("swearing", 0.0, 0.15),
        ("insult", 0.9, 1.0),
        ("hostile", 0.4, 1.0),
    ],
)
def test_what_is_flagged_of_sentences_it_never_saw(
    language: str, kind: str, least: float, most: float
) -> None:
    found = scores(language, kind)

    assert len(found) >= 80
    flagged = sum(score >= FLAG for score in found) / len(found)
    assert least <= flagged <= most


@judged
@given(TEXTS, st.sampled_from(["de", "en", "fr", ""]))
def test_a_score_is_a_probability_and_always_the_same(body: str, language: str) -> None:
    once, again = (finding_of(respect, body, language) for _ in range(2))

    assert once == again
    assert once is None or 0 < (once.score or 0) < 1


@judged
@given(TEXTS)
def test_the_words_that_decided_stand_in_the_body(body: str) -> None:
    text = Text(a_draft(body))

    spans = deciding(text, features(text), shipped("respect"))

    assert all(0 <= s.start < s.end <= len(body) and s.weight > 0 for s in spans)


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("Ach, und du bist so ein Heuchler, die ganze Zeit.", "Heuchler"),
        ("Und ihr seid die größten V3rräter im ganzen Land!", "V3rräter"),
        ("You people are pathetic, and the rest of it too.", "pathetic"),
    ],
)
def test_no_function_word_decides(body: str, first: str) -> None:
    found = finding_of(respect, body, "en" if body.startswith("You") else "de")

    assert found is not None
    assert first in max(found.evidence, key=lambda e: e.share).text
    assert not {e.text.lower() for e in found.evidence} & {"und", "die", "and", "the"}


def test_no_account_and_no_address_decides() -> None:
    body = "Na deiner @user, du bist ein Heuchler: https://muster.example/seite"

    found = finding_of(respect, body, "de")

    assert found is not None
    assert [body[e.start : e.end] for e in found.evidence] == ["Heuchler"]


def test_a_text_in_the_other_language_is_judged_by_its_own() -> None:
    body = "The author and the rest of you are pathetic and that is not good for us."

    assert features(Text(a_draft(body, "de"))).language == "en"
    assert score_of(respect, body, "de") == pytest.approx(
        score_of(respect, body, "en"), abs=0.05
    )


def test_learned_spam_names_its_words() -> None:
    found = finding_of(spam, "hey guys please subscribe to my channel and like", "en")

    assert found is not None
    assert (found.score or 0) >= 0.5
    assert "subscribe" in " ".join(e.text for e in found.evidence)


@pytest.mark.parametrize("body", ["du idiot " * 1112, "a" * 10_000, "!" * 10_000])
def test_a_hostile_text_costs_little(body: str) -> None:
    text = Text(a_draft(body))
    assert text.undisguised.text
    assert text.forms
    started = thread_time()

    read = features(text)
    share = probability(shipped("respect").logit(read))

    assert 0 < share < 1
    assert thread_time() - started < 0.3
