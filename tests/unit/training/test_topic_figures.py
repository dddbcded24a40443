"""The figures on topic and politics: ranks, errors, and how texts are put together."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from training.topic import articles
from training.topic.__main__ import topic
from training.topic.measuring import auc, auc_of_judged, ece

#: Words of each article's own, long enough together for a sentence of a comment.
WORDS = ("Traktor Acker Scheune Ernte", "Geige Konzert Orchester Saal")


def test_what_is_too_short_ranks_as_what_nothing_can_be_told_of() -> None:
    labels = [False, False, True, True]

    assert auc(labels, [0.1, None, 0.6, 0.9]) == 1
    assert auc(labels, [0.1, 0.6, None, 0.9]) == 0.75


def test_the_share_that_is_judged_is_named() -> None:
    row = auc_of_judged([False, True, True, False], [0.1, None, 0.9, 0.2])

    assert row.value == 1
    assert row.note == "75% of 4 are long enough"


@pytest.mark.parametrize(
    ("scores", "error"), [([0.0, 0.0, 1.0, 1.0], 0.0), ([0.5, 0.5, 0.5, 0.5], 0.0)]
)
def test_scores_that_are_shares_have_no_error(
    scores: list[float | None], error: float
) -> None:
    assert ece([False, False, True, True], scores) == pytest.approx(error)


def test_scores_that_are_too_sure_have_one() -> None:
    assert ece([False, True], [0.95, 0.95]) == pytest.approx(0.45)


def _article(words: str) -> articles.Article:
    sentence = f"Es war {words} und wieder {words} und noch einmal {words} zu sehen. "
    return articles.Article(sentence * 20, "Panorama")


def test_a_sentence_from_the_end_is_told_from_another_article_s() -> None:
    known = [_article(words) for words in WORDS]

    rows = list(articles.swapped(known))

    values = {row.of: row.value for row in rows}
    assert values["sentences swapped with any, body, AUC"] == 1


def test_personal_data_are_listed_with_what_stands_around_them(tmp_path: Path) -> None:
    for name in ("omp_news_comments", "tox_ge21_train", "articles_10kgnad_test"):
        _write(tmp_path / "validate" / f"{name}.jsonl.gz", "Ruf 0171 1234567 an!")
    _write(tmp_path / "validate" / "tox_ucc_train.jsonl.gz", "Nothing here.")
    for name in ("tox_ge18_train", "tox_ge19_train", "tox_davidson"):
        _write(tmp_path / "train" / f"{name}.jsonl.gz", "Nichts dergleichen.")

    told = CliRunner().invoke(topic, ["personal", "--data", str(tmp_path)])

    assert told.exit_code == 0, told.output
    assert "phone: …'Ruf ' [0171 1234567] ' an!'…" in told.output
    assert "validate/omp_news_comments: 1 of 1 texts" in told.output
    assert "train/tox_davidson: 0 of 1 texts" in told.output


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": text}) + "\n")
