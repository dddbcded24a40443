"""What is learned of a word is believed of words used alike, and written down."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import click
import numpy as np
import pytest

from commentbox.screening.learned.features import features
from commentbox.screening.learned.hashing import Pieces
from commentbox.screening.learned.model import read
from commentbox.screening.reading import Text
from tests.unit.screening.drafts import a_draft
from tests.unit.training.test_training import BAD, GOOD, TOY
from training import kinship, linear, words
from training.__main__ import stacked_before
from training.kinship import Kinship
from training.stacking import Stack, stacked
from training.vectors import Vectors, vectors
from training.words import WordVectors, spellings
from training.writing import margins, written

STRANGE = "quorbatz"


@pytest.fixture(scope="module")
def of() -> Vectors:
    return vectors(TOY)


def known() -> WordVectors:
    """Return the toy's words and, beside "zwurbel", one that no text has."""
    told = [*spellings([*GOOD, *BAD])]
    random = np.random.default_rng(1)
    vectors = random.normal(size=(len(told) + 1, 6)).astype(np.float32)
    vectors[-1] = vectors[told.index("zwurbel")] + 0.01
    return WordVectors([*told, STRANGE], vectors)


def test_a_word_is_weighed_with_those_that_are_used_alike(of: Vectors) -> None:
    found = kinship.fitted(of, known(), bits=12)

    alone = [TOY[0]._replace(text=text) for text in ("Zwurbel", "Boot")]
    zwurbel, boot = found.scores(vectors(alone))

    assert zwurbel > 0 > boot


def test_a_rare_word_takes_the_weight_of_its_kin(of: Vectors) -> None:
    once = TOY[0]._replace(text=f"Ein {STRANGE}", weight=0.0)

    knows = kinship.fitted(vectors([*TOY, once]), known(), bits=12)
    not_so = kinship.fitted(of, known(), bits=12)

    alone = vectors([once._replace(text=STRANGE)])
    assert knows.scores(alone)[0] > abs(not_so.scores(alone)[0])


def made(of: Vectors) -> tuple[Kinship, Stack, bytes]:
    by_pieces = linear.fitted(of, bits=12)
    kin = kinship.fitted(of, known(), bits=12)
    stack = stacked(of, by_pieces.scores(of), kin.scores(of))
    return kin, stack, written("toy", by_pieces, stack, kinship=kin)


def test_a_written_kinship_agrees_with_the_trained_one(of: Vectors) -> None:
    kin, _, content = made(of)
    model = read(content)

    found = [model.kin(features(Text(a_draft(e.text)))) for e in TOY]

    assert found == pytest.approx(kin.scores(of).tolist(), abs=0.02)


def test_what_the_pieces_add_is_what_the_score_would_be_less_without_them(
    of: Vectors,
) -> None:
    model = read(made(of)[2])
    text = features(Text(a_draft("So ein Zwurbel im Garten")))

    for encoder in (None, 0.5):
        whole, bare = (
            model.logit(each, encoder)
            for each in (text, text._replace(hashes=text.hashes[:0]))
        )
        weights = model.stack if encoder is None else model.stack_with_encoder
        nowhere = np.zeros(len(text.hashes), np.int64)
        pieces = Pieces(text.hashes, nowhere, nowhere)
        shares = model.shares(pieces, text, by_encoder=encoder is not None)
        added = float(shares.sum())
        assert whole - bare == pytest.approx(float(weights[0][1]) * added, abs=1e-3)


def test_a_stack_is_taken_over_from_a_file_of_the_same_margin_only(
    of: Vectors, tmp_path: Path
) -> None:
    before, other = linear.fitted(of, bits=12), linear.fitted(of, bits=12)
    with_encoder = Stack(np.arange(10.0).reshape(2, 5))
    stack = stacked(of, before.scores(of))
    file = tmp_path / "respect.npz"
    file.write_bytes(written("before", before, stack, with_encoder))

    taken = stacked_before(file, written("now", before, stack), of)
    assert taken.weights.tolist() == with_encoder.weights.tolist()

    changed = written("now", other._replace(start=other.start + 0.1), stack)
    with pytest.raises(click.UsageError, match="--encoder is needed"):
        stacked_before(file, changed, of)
    with pytest.raises(click.UsageError, match="--encoder is needed"):
        stacked_before(tmp_path / "none.npz", changed, of)


def test_margins_of_a_file_are_those_of_the_run_time(of: Vectors) -> None:
    content = made(of)[2]
    model = read(content)

    found = [model.margin(features(Text(a_draft(e.text)))) for e in TOY]

    assert margins(BytesIO(content), of).tolist() == pytest.approx(found, abs=1e-4)


def test_words_are_spelled_as_they_are_most_often() -> None:
    texts = ["Boot boot", "Das Boot", "das DAS dAS"]

    assert spellings(texts) == {"boot": "Boot", "das": "DAS"}


def test_vectors_of_words_are_read_as_they_were_written(tmp_path: Path) -> None:
    given = WordVectors(["boot", "öl"], np.array([[0.5, 1], [2, -4]], np.float32))

    words.write(tmp_path / "words.npz", given)

    found = words.read(tmp_path / "words.npz")
    assert found.words == given.words
    assert found.vectors.tolist() == given.vectors.tolist()
