"""The log as a file: for a spreadsheet, or for a program."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from commentbox.models import Decision, LogEntry
from commentbox.moderation.journal.reading import About, Entry
from commentbox.web.i18n import rfc3339

COLUMNS = (
    *("time", "kind", "by", "automated", "comment", "revision", "author"),
    *("article", "from", "to", "rule", "rulebook_version", "waited_s", "via"),
    *("batch", "note", "subject", "facts"),
)

#: A spreadsheet would take such a cell for a formula, and run what a guest wrote.
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")

#: Whoever gets the file has no business with anybody's address.
ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")

#: A spreadsheet takes a text for UTF-8 only if it begins so.
MARK = "\ufeff"


def as_csv(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Return the lines of a table, one at a time."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield MARK.encode()
    writer.writerow(COLUMNS)
    for entry in entries:
        values = as_object(entry)
        writer.writerow(_cell(values[column]) for column in COLUMNS)
        yield _taken(line)
    yield _taken(line)


def as_json(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Return an array of objects, one a line."""
    before = b"["
    for entry in entries:
        text = json.dumps(as_object(entry), ensure_ascii=False)
        yield before + b"\n" + text.encode("utf-8", "replace")
        before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"


def as_object(entry: Entry) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(COLUMNS)
    if isinstance(entry.row, Decision):
        return values | _decision(entry.row, entry.about)
    return values | _change(entry.row, entry.about)


def _decision(row: Decision, about: About | None) -> dict[str, Any]:
    return {
        "time": rfc3339(row.decided_at),
        "kind": "decision",
        "by": row.moderator.name if row.moderator else None,
        "automated": row.automated,
        **_comment(str(row.comment_id), about),
        "revision": row.revision,
        "from": row.from_state,
        "to": row.to_state,
        "rule": row.rule,
        "rulebook_version": row.rulebook_version,
        "waited_s": row.waited_s,
        "via": row.via,
        "batch": str(row.batch) if row.batch else None,
        "note": _without_addresses(row.note),
    }


def _change(row: LogEntry, about: About | None) -> dict[str, Any]:
    erased = about is not None and about.erased
    id_ = str(row.comment_id) if row.comment_id else None
    return {
        "time": rfc3339(row.logged_at),
        "kind": row.kind,
        "by": row.moderator.name if row.moderator else None,
        "automated": row.moderator_id is None,
        **_comment(id_, about),
        "subject": None if erased else _without_addresses(row.subject),
        "facts": None if erased else _without_addresses(row.facts),
    }


def _comment(id_: str | None, about: About | None) -> dict[str, Any]:
    known = about is not None and not about.erased
    return {
        "comment": id_,
        "author": _without_addresses(about.name) if about and known else None,
        "article": about.article if about else None,
    }


def _without_addresses(value: Any) -> Any:
    match value:
        case str():
            return ADDRESS.sub("…", value)
        case list():
            return [_without_addresses(part) for part in value]
        case dict():
            return {k: _without_addresses(v) for k, v in value.items() if k != "email"}
    return value


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False) if value else ""
    elif isinstance(value, bool):
        value = "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text


def _taken(line: io.StringIO) -> bytes:
    """Return what was written, and begin anew."""
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode("utf-8", "replace")
