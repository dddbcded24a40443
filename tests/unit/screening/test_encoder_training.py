"""What the encoder is trained with: balanced draws, and sentences apart from probes."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import training
from training.counterfactuals import sentences
from training.encoder.data import Example, Source, drawn, prepared, varied
from training.everyday import everyday
from training.mentions import mentions
from training.swearing import THINGS, swearing

PROBES = Path(training.__file__).parent / "probes"


def test_own_sentences_hold_as_many_kinds_of_both_labels_in_both_languages() -> None:
    counted = Counter((sentence.lang, sentence.label) for sentence in sentences())

    assert set(counted) == {("de", 0), ("de", 1), ("en", 0), ("en", 1)}
    assert min(counted.values()) >= 600
    assert not [s.text for s in sentences() if re.search(r"[{}]", s.text)]


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_probe_names_a_group_or_repeats_a_sentence_of_the_training(
    language: str,
) -> None:
    lines = (PROBES / f"{language}.jsonl").read_text("utf-8").splitlines()
    probes = [str(json.loads(line)["text"]) for line in lines]
    groups = {s.group for s in sentences() if s.lang == language and s.group}

    words = {word for probe in probes for word in re.findall(r"\w+", probe)}
    texts = {s.text for s in sentences()}

    # Everyday words for half of mankind stand in sentences about others, too.
    assert {group for group in groups if group in words} <= {"men", "women", "Frauen"}
    assert texts.isdisjoint(probes)


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_probe_swears_at_a_thing_that_the_training_swears_at(language: str) -> None:
    lines = (PROBES / f"{language}.jsonl").read_text("utf-8").splitlines()
    probes = [json.loads(line) for line in lines]
    sworn_at = " ".join(p["text"] for p in probes if p["kind"] == "swearing")
    own = {s.text for s in (*mentions(), *everyday(), *swearing())}

    named = {bare for _, bare in THINGS[language]}

    assert not named & {*re.findall(r"\w+", sworn_at)}
    assert own.isdisjoint(str(probe["text"]) for probe in probes)


def test_hard_words_are_thrown_at_things_and_at_people() -> None:
    known = list(swearing())

    kinds = {(s.lang, s.label) for s in known if "ck dich" in s.text or "uck" in s.text}

    assert kinds == {("de", 0), ("de", 1), ("en", 0), ("en", 1)}
    assert not [s.text for s in known if re.search(r"[{}]", s.text)]


def test_only_harmless_texts_of_others_are_sworn_in() -> None:
    texts = [Example("ein boot am see", float(n % 2), "de") for n in range(400)]

    theirs = drawn([Source(texts)], np.random.default_rng(1))
    ours = drawn([Source(texts, own=True)], np.random.default_rng(1))

    changed = [example for example in theirs if example.text != "ein boot am see"]
    assert changed
    assert all("ein boot am see" in e.text.lower() and e.target == 0 for e in changed)
    assert {example.text for example in ours} == {"ein boot am see"}


def test_an_epoch_takes_as_many_of_each_label() -> None:
    examples = [Example(f"Text {n}", float(n % 10 == 0), "de") for n in range(200)]
    few, all_of_them = Source(examples, each=15), Source(examples)

    epoch = drawn([few], np.random.default_rng(1))

    assert Counter(example.target for example in epoch) == {0.0: 15, 1.0: 15}
    assert len(drawn([all_of_them], np.random.default_rng(1))) == 200


def test_what_varies_keeps_its_label_and_its_language() -> None:
    random = np.random.default_rng(1)
    example = Example("@user @user D.u b.i.s.t ein #Idiot", 1.0, "de")

    varieties = {varied(example, random) for _ in range(200)}

    assert {(v.target, v.lang) for v in varieties} == {(1.0, "de")}
    assert any(not variety.text.startswith("@user") for variety in varieties)
    assert any("#" not in variety.text for variety in varieties)


def test_marks_of_the_data_sets_are_left_out() -> None:
    text = "!!! RT @user: Ja|LBR|nein &amp; vielleicht URL"

    assert prepared(text) == "Ja nein & vielleicht"
