"""Reading labelled files: both forms, what is wrong, and in which line."""

from __future__ import annotations

import gzip
from io import BufferedReader, BytesIO
from typing import Any

import pytest

from commentbox.evaluation.files import UNREADABLE, Line, read


def lines(data: bytes) -> list[Line]:
    return list(read(BufferedReader(BytesIO(data))))


def values(data: bytes) -> list[Any]:
    found = lines(data)
    assert [line.wrong for line in found] == [""] * len(found)
    return [line.values for line in found]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_json_lines_are_read_plain_and_packed(pack: Any) -> None:
    data = '\ufeff{"text": "schön", "label": 1}\n\n{"text": "b"}'.encode()

    assert values(pack(data)) == [{"text": "schön", "label": 1}, {"text": "b"}]
    assert [line.number for line in lines(pack(data))] == [1, 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_by_the_delimiter_of_its_header(delimiter: str) -> None:
    data = "text,label,group\r\nfine,0,".replace(",", delimiter)
    quoted = f'\n"one, two; three|four\tfive"{delimiter}1{delimiter}x\n'

    first, second = values(f"\ufeff{data}{quoted}".encode())

    assert first == {"text": "fine", "label": "0", "group": ""}
    assert second["text"] == "one, two; three|four\tfive"


def test_a_row_with_line_breaks_is_named_by_its_first_line() -> None:
    first, second, third = lines(b'text,label\n"a\nb\nc",1\nd,0\ne')

    assert (first.number, first.values["text"]) == (2, "a\nb\nc")
    assert (second.number, second.values["text"]) == (5, "d")
    assert (third.number, third.wrong) == (6, "has 1 columns, the header 2")


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b'{"text": 1}\n{"text": ', "is not JSON"),
        (b'{"text": 1}\n[1]', "is no JSON object"),
        (b'{"text": 1}\n' + b"[" * 100_000, "is not JSON"),
        (b'text,label\na,"b" c', "',' expected after '\"'"),
        (b"text,label\na," + b"x" * 140_000, "field larger than field limit (131072)"),
    ],
)
def test_a_wrong_line_is_named_and_the_next_is_read(data: bytes, wrong: str) -> None:
    last = b'\n{"text": "b"}' if data.startswith(b"{") else b"\nb,0"

    *_, bad, good = lines(data + last)

    assert (bad.number, bad.wrong) == (2, wrong)
    assert good.number == 3


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b'[{"text": "a"}]', "a list"),
        (b"text,text\na,b", "twice"),
        (b"x" * 2_000_001, "longer than"),
    ],
)
def test_a_file_of_another_kind_is_refused(data: bytes, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        lines(data)


def test_a_packed_file_that_is_cut_off_cannot_be_read() -> None:
    data = gzip.compress(b'{"text": "a"}\n' * 100)

    with pytest.raises(UNREADABLE):
        lines(data[:-20])


def test_an_empty_file_has_no_lines() -> None:
    assert lines(b"") == []
    assert lines(b"\n \n") == []
