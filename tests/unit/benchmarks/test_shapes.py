"""The corpus in numbers, and its texts."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.public import rivals
from benchmarks.public.texts import LENGTH, texts, write_posts
from benchmarks.public.thread_shapes import (
    LARGE,
    MEDIUM,
    SMALL,
    article,
    articles_for,
    others_in,
    places,
)


@pytest.mark.parametrize("size", [SMALL, MEDIUM, LARGE])
def test_articles_have_so_many_comments_together(size: int) -> None:
    numbers = range(articles_for(size))
    assert size - sum(article(n).comments for n in numbers) in range(10)


def test_the_smallest_corpus_has_a_long_one_a_short_one_and_a_thousand_others() -> None:
    assert [(article(n).key, article(n).comments) for n in range(3)] == [
        ("A", 1_000),
        ("B", 20),
        ("article-0", 10),
    ]
    assert others_in(SMALL) == 1_000


def test_a_long_thread_goes_down_five_levels_and_no_further() -> None:
    assert max(place.depth for place in places(1_000)) == 5
    assert min(Counter(p.depth for p in places(1_000)).values()) > 50


def test_who_answers_stands_one_level_below_and_in_the_same_branch() -> None:
    known = places(1_000)
    for index, place in enumerate(known):
        if place.parent is None:
            assert (place.depth, place.root) == (1, index)
        else:
            above = known[place.parent]
            assert place.parent < index
            assert (place.depth, place.root) == (above.depth + 1, above.root)


def test_no_two_texts_are_alike_and_none_is_short_or_long() -> None:
    made = list(islice(texts(seed=1), 2_000))
    assert len(set(made)) == 2_000
    assert all(200 < len(text) <= LENGTH for text in made)


def test_bodies_of_posts_are_what_each_server_takes(tmp_path: Path) -> None:
    write_posts(tmp_path / "posts", 3, more=rivals.OURS)
    bodies = [json.loads(ln) for ln in (tmp_path / "posts").read_text().splitlines()]
    assert len(bodies) == 3
    assert all(body["consent"] is True and body["author_name"] for body in bodies)
    assert len({body["body"] for body in bodies}) == 3
