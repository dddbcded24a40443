"""Parts by topic: of one size, of one topic, and the same after they were written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training import topics
from training.corpus import Example
from training.topics import EVERY, NONE, by_topic, kept, of_lines
from training.vectors import Vectors, vectors

THINGS = ("Garten", "Boot", "Steuer", "Fußball", "Bahnhof", "Wetter", "Schule", "Brot")
TWEETS = [
    Example(
        f"{thing}, {thing}fest, {thing}platz, {thing}weg{end}",
        at % 2,
        "de",
        "ge18",
        line=at,
    )
    for at, (thing, end) in enumerate(
        (thing, end) for thing in THINGS for end in ("", " heute", " morgen", " oft")
    )
]
OTHERS = [
    Example("Ein Garten, Mist.", 0, "de", "ge18+"),
    Example("Viele leben hier.", 0, "de", "mentions"),
]


@pytest.fixture(autouse=True)
def few_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "TOPICS", len(THINGS))
    monkeypatch.setattr(topics, "WIDTH", len(THINGS))


@pytest.fixture
def of() -> Vectors:
    return vectors([*TWEETS, *OTHERS])


def test_texts_of_one_topic_are_in_one_part_and_parts_of_about_one_size(
    of: Vectors,
) -> None:
    part = by_topic(of, 3)[: len(TWEETS)]

    sizes = np.bincount(part)
    assert len(sizes) == 3
    assert sizes.max() - sizes.min() <= 2 * len(TWEETS) / len(THINGS)
    for at in range(0, len(TWEETS), 4):
        assert len({*part[at : at + 4].tolist()}) == 1, TWEETS[at].text


def test_own_sentences_are_for_all_and_mixed_texts_for_none(of: Vectors) -> None:
    assert by_topic(of, 3)[len(TWEETS) :].tolist() == [NONE, EVERY]


def test_parts_are_found_again_by_the_lines_of_the_files(
    of: Vectors, tmp_path: Path
) -> None:
    part = by_topic(of, 3)
    lines = of_lines(of, part, {"ge18": len(TWEETS) + 1, "ge19": 0, "davidson": 0})
    np.savez(tmp_path / topics.FILE, allow_pickle=False, **lines)

    assert lines["ge18"].tolist() == [*part[: len(TWEETS)].tolist(), NONE]
    order = np.random.default_rng(1).permutation(len(of.label))
    assert kept(tmp_path, of.take(order)).tolist() == part[order].tolist()
