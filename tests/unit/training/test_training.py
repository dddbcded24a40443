"""A tiny training run: it learns, writes a file and is read at run time."""

from __future__ import annotations

import numpy as np
import pytest

from commentbox.screening.learned.features import features
from commentbox.screening.learned.model import probability, read
from commentbox.screening.reading import Text
from tests.unit.screening.drafts import a_draft
from training.corpus import Example, tidied
from training.linear import fitted
from training.measures import expected_error, recall_at, threshold
from training.mentions import mentions
from training.mixing import mixed
from training.stacking import stacked
from training.vectors import vectors
from training.writing import written

GOOD = ["Der Garten ist schön", "Das Boot fährt gut", "Ein schöner Garten", "Das Boot"]
BAD = ["Der Zwurbel ist da", "So ein Zwurbel", "Zwurbel, geh weg", "Alles Zwurbel"]
TOY = [
    Example(text, label, "de", "ge18")
    for label, texts in ((0, GOOD), (1, BAD))
    for text in texts * 5
]


def test_what_is_learned_is_written_and_judges_at_run_time() -> None:
    of = vectors(TOY)
    linear = fitted(of, bits=12)
    stack = stacked(of, linear.scores(of))

    model = read(written("toy-1", linear, stack))

    bad, good = (
        model.logit(features(Text(a_draft(body))))
        for body in ("Dieser Zwurbel schon wieder", "Schöner Garten mit Boot")
    )
    assert model.version == "toy-1"
    assert probability(bad) > 0.7
    assert probability(good) < 0.4


def test_a_written_model_agrees_with_the_trained_one() -> None:
    of = vectors(TOY)
    linear = fitted(of, bits=12)
    model = read(written("toy", linear, stacked(of, linear.scores(of))))

    margins = [model.margin(features(Text(a_draft(e.text)))) for e in TOY]

    assert margins == pytest.approx(linear.scores(of).tolist(), abs=0.05)


def test_own_sentences_are_the_same_each_time_and_of_both_kinds() -> None:
    once = list(mentions())

    assert once == list(mentions())
    assert {(s.lang, s.label) for s in once} == {
        (language, label) for language in ("de", "en") for label in (0, 1)
    }


def test_mixed_texts_keep_what_they_are_mixed_into() -> None:
    harmless = [Example("Ein Boot.", 0, lang, "ge18") for lang in ("de", "en")]

    found = list(mixed(harmless, 5))

    assert len(found) == 20
    assert all("Ein Boot." in example.text for example in found)
    assert sum(example.label for example in found) == 10


def test_what_only_tweets_have_is_taken_out() -> None:
    tweet = "RT @user: Gut so |LBR| &amp; weiter https://t.co/x"

    assert tidied(tweet) == "Gut so \n & weiter"


def test_measures_of_probabilities() -> None:
    label = np.array([0, 1] * 50)
    sure = label.astype(float)

    assert expected_error(label, sure) == 0
    assert expected_error(label, np.full(100, 0.5)) == 0
    assert recall_at(label, sure) == 1
    assert threshold(label, np.full(100, 0.5)) is None
