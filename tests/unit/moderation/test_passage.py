"""The passage of an article that a comment is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from markupsafe import Markup, escape

from commentbox.moderation.case.passage import LENGTH, MOST_READ, nearest_passage
from tests.hostile import hostile_text, judged

ARTICLE = "\n\n".join(
    [
        "The lamp came in a plain box. It was cheap, and it looked it. " * 4,
        "At night it hums. The transformer is to blame, said the shop. " * 4,
        "We measured its flicker with a camera and found none at all. " * 4,
    ]
)


@pytest.mark.parametrize(
    ("comment", "word"),
    [
        ("Mine hums too, it is the transformers.", "transformer"),
        ("With which camera?", "camera"),
        # Parts of words count, as in German compounds.
        ("A camerawoman would see it flickering", "camera"),
    ],
)
def test_it_is_where_most_words_are_shared(comment: str, word: str) -> None:
    passage = nearest_passage(ARTICLE, comment)

    assert passage is not None
    assert f"<mark>{word}</mark>" in passage.marked
    assert "plain box" not in passage.text
    assert len(passage.text) <= LENGTH


def test_without_a_shared_word_it_is_the_beginning() -> None:
    passage = nearest_passage(ARTICLE, "Politicians!")

    assert passage is not None
    assert passage.text.startswith("The lamp came")
    assert (passage.places, passage.opens, passage.ends) == ((), False, True)


def test_of_nothing_there_is_no_passage() -> None:
    assert nearest_passage("", "A lamp") is None


@judged
@given(hostile_text, hostile_text)
def test_it_is_a_piece_of_the_article_and_none_becomes_markup(
    article: str, comment: str
) -> None:
    passage = nearest_passage(article, comment)

    assert passage is None or passage.text in article
    bare = (
        str(passage.marked).replace("<mark>", "").replace("</mark>", "")
        if passage
        else ""
    )
    assert passage is None or bare == str(escape(passage.text))
    assert passage is None or isinstance(passage.marked, Markup)


@pytest.mark.parametrize("sentence", ["Lamp. ", ". ", "lamp ", "x", "a.\n"])
def test_of_a_book_only_the_beginning_is_read(sentence: str) -> None:
    book = sentence * (1_000_000 // len(sentence))

    passage = nearest_passage(book, "My lamp hums")

    read = nearest_passage(book[:MOST_READ], "My lamp hums")
    assert passage is not None
    assert read is not None
    assert (passage.text, passage.places) == (read.text, read.places)
    assert passage.ends
