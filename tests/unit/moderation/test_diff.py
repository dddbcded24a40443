"""What an author changed can be read in both directions, and takes no time."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given

from commentbox.moderation.case.diff import Piece, compare
from tests.hostile import hostile_text, judged


def read(pieces: tuple[Piece, ...], left_out: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != left_out)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("A dim lamp.", "A dim lamp.", ["same:A dim lamp."]),
        (
            "A dim lamp.",
            "A bright lamp.",
            ["same:A ", "gone:dim", "new:bright", "same: lamp."],
        ),
        ("A lamp.", "A lamp. It hums.", ["same:A lamp.", "new: It hums."]),
        ("Well, yes.", "yes.", ["gone:Well, ", "same:yes."]),
        # What takes the place of several words stands after all of them.
        (
            "It is a dim old lamp",
            "It is the sun lamp",
            ["same:It is ", "gone:a dim old", "new:the sun", "same: lamp"],
        ),
        ("", "Hello", ["new:Hello"]),
    ],
)
def test_each_changed_word_is_named(before: str, after: str, pieces: list[str]) -> None:
    found = [f"{piece.kind}:{piece.text}" for piece in compare(before, after)]

    assert found == pieces


@judged
@given(hostile_text, hostile_text)
def test_both_texts_are_in_it_whole(before: str, after: str) -> None:
    pieces = compare(before, after)

    assert read(pieces, "new") == before
    assert read(pieces, "gone") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 2500, "b a c " * 1600),
        (" ".join(map(str, range(2000))), " ".join(map(str, range(2000, 0, -1)))),
        ("x y " * 590, "y x z " * 390),
    ],
)
def test_a_text_that_is_rewritten_from_end_to_end_takes_no_time(
    before: str, after: str
) -> None:
    begun = process_time()

    compare(before, after)

    assert process_time() - begun < 1
