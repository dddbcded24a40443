"""Read labelled files, as JSON lines or CSV, plain or gzip, one line after another."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from io import BufferedReader
from typing import Any, NamedTuple

#: What cannot be read at all, as opposed to a line that is wrong.
UNREADABLE = (OSError, EOFError, zlib.error)

GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"
DELIMITERS = ",;\t|"

#: No line of a labelled file is longer; a file of another kind may be one line.
LONGEST_LINE = 2_000_000


class Line(NamedTuple):
    """What stands in a line, or what is wrong with it."""

    number: int
    values: Mapping[str, Any]
    wrong: str = ""


def read(source: BufferedReader) -> Iterator[Line]:
    """Yield the lines; raises one of ``UNREADABLE``, or ``ValueError`` for a header."""
    packed = source.peek(len(GZIP)).startswith(GZIP)
    lines = _lines(gzip.GzipFile(fileobj=source) if packed else source)
    number, first = next(((n, line) for n, line in lines if line.strip()), (0, ""))
    if first.lstrip().startswith("["):
        raise ValueError("a list: one JSON object a line is what is read here")
    if first.lstrip().startswith("{"):
        yield _object(number, first)
        yield from (_object(n, line) for n, line in lines if line.strip())
    elif first:
        yield from _table(number, first, lines)


def _lines(stream: BufferedReader | gzip.GzipFile) -> Iterator[tuple[int, str]]:
    """Yield lines as text; what is not UTF-8 is kept, so that its line can be named."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise ValueError(f"line {number} is longer than {LONGEST_LINE:,} bytes")
        line = line.removeprefix(BOM) if number == 1 else line
        yield number, line.decode("utf-8", "surrogateescape")


def _object(number: int, line: str) -> Line:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return Line(number, {}, "is not JSON")
    if not isinstance(values, dict):
        return Line(number, {}, "is no JSON object")
    return Line(number, values)


def _table(
    number: int, header: str, lines: Iterator[tuple[int, str]]
) -> Iterator[Line]:
    delimiter = max(DELIMITERS, key=header.count)
    names = next(csv.reader([header], delimiter=delimiter))
    names = [name.strip() for name in names]
    if len(set(names)) != len(names):
        raise ValueError("the header names a column twice")
    rows = csv.reader((line for _, line in lines), delimiter=delimiter, strict=True)
    before = 0
    while True:
        # A text may have line breaks: a row is named by its first line.
        at = number + 1 + before
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            before = rows.line_num
            yield Line(at, {}, str(error))
            continue
        before = rows.line_num
        if row:
            yield _row(at, names, row)


def _row(number: int, names: list[str], row: list[str]) -> Line:
    if len(row) != len(names):
        wrong = f"has {len(row)} columns, the header {len(names)}"
        return Line(number, {}, wrong)
    return Line(number, dict(zip(names, row, strict=True)))
