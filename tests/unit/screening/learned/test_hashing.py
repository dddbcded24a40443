"""Hashing all pieces at once gives what a plain loop over them gives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentbox.screening.learned import codes, hashing
from commentbox.screening.learned.hashing import Pieces
from commentbox.text.normalise import normalise

MASK = 2**64 - 1
BASE = int(hashing.BASE)

TEXTS = st.text("abä1 !.ß\n", max_size=60) | st.text(max_size=40)


def mixed(value: int) -> int:
    value = ((value ^ (value >> 32)) * int(hashing.MIX)) & MASK
    return value ^ (value >> 29)


def plain_characters(letters: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield hash, start and end of each run, one by one."""
    for length in range(2, hashing.LONGEST + 1):
        for start in range(len(letters) - length + 1):
            piece = letters[start : start + length]
            if codes.SPACE not in piece[1:-1]:
                value = 0
                for letter in piece:
                    value = (value * BASE + letter) & MASK
                yield mixed((value + length) & MASK), start, start + length


def plain_word(letters: list[int]) -> int:
    value = int(hashing.WORD_SALT)
    for place, letter in enumerate(letters[: hashing.LONGEST_WORD]):
        value += letter * pow(BASE, place + 1, 2**64)
    return value & MASK


def as_tuples(pieces: Pieces) -> list[tuple[int, int, int]]:
    return list(zip(*(array.tolist() for array in pieces), strict=True))


@given(TEXTS)
def test_runs_of_characters_equal_a_plain_loop(text: str) -> None:
    read = codes.read(normalise(text))

    found = as_tuples(hashing.characters(read.codes))

    assert found == list(plain_characters(read.codes.tolist()))


@given(TEXTS)
def test_words_equal_a_plain_loop(text: str) -> None:
    read = codes.read(normalise(text)).codes

    pieces = hashing.words(read)

    count = (len(pieces.hashes) + 1) // 2
    for value, start, end in as_tuples(pieces)[:count]:
        assert value == mixed(plain_word(read[start:end].tolist()))


def test_the_same_word_has_the_same_hash_wherever_it_stands() -> None:
    here, there = (
        hashing.words(codes.read(normalise(text)).codes).hashes
        for text in ("Idiot", "So ein Idiot!")
    )

    assert here[0] in there


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", " "),
        ("Ja!!!  Nein", " ja! nein "),
        ("Niger ist kein Schimpfwort", " niger ist kein schimpfwort "),
        ("@ada, um 12:30", " , um 0:0 "),
        ("siehe https://example.org/a?b=c .", " siehe \ue000 . "),
    ],
)
def test_what_is_read_of_a_text(text: str, read: str) -> None:
    found = codes.read(normalise(text))

    assert "".join(map(chr, found.codes)) == read


@given(TEXTS)
def test_every_code_point_knows_where_it_stood(text: str) -> None:
    form = normalise(text)

    read = codes.read(form)

    for code, origin in zip(read.codes, read.origin, strict=True):
        if chr(code).isalpha() and code != codes.LINK:
            assert form.text[origin] == chr(code)


def test_buckets_stay_within_the_table() -> None:
    hashes = np.array([0, 2**64 - 1, 2**63], np.uint64)

    assert hashing.buckets(hashes, 10).tolist() == [0, 1023, 512]
