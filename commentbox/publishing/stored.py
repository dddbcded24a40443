"""A held page as a file: checksum, facts, bytes of each coding."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from commentbox.web.conditional import CODINGS, IDENTITY
from commentbox.web.finished import Finished, assemble
from commentbox.web.holding import Origin, Reach

#: Of this form; another one gets another word, and neither reads the other.
WORD = b"commentbox page 1 "
SUM_LENGTH = 64
#: Facts are short: headers, and cursors of at most fifty branches.
MOST_FACTS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer, and what it depends on."""

    finished: Finished
    origin: Origin
    until: datetime | None = None
    leads: frozenset[str] = frozenset()


def pack(stored: Stored, name: str) -> bytes:
    """Return a page as its file holds it; ``name`` is that of the file."""
    finished, origin = stored.finished, stored.origin
    facts = {
        "name": name,
        "version": origin.version,
        "reach": origin.reach.value,
        "site": origin.site,
        "article": origin.article,
        "sites": origin.sites,
        "until": _text(stored.until),
        "leads": sorted(stored.leads),
        "digest": finished.digest,
        "changed_at": _text(finished.changed_at),
        "headers": finished.headers,
        "lengths": {c: len(f.body[0]) for c, f in finished.forms.items()},
    }
    head = json.dumps(facts).encode() + b"\n"
    rest = head + b"".join(form.body[0] for form in finished.forms.values())
    return WORD + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def unpack(data: bytes, name: str) -> Stored:
    """Return what a file holds. Raises ``ValueError`` for whatever is not whole."""
    start = len(WORD) + SUM_LENGTH + 1
    rest = data[start:]
    whole = WORD + hashlib.sha256(rest).hexdigest().encode() + b"\n"
    if data[:start] != whole:
        raise ValueError("not a page, or not the whole of it")
    head, _newline, body = rest.partition(b"\n")
    try:
        return _read(json.loads(head), body, name)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not the facts of a page") from error


def version_in(path: Path) -> int:
    """Return the version of the site at which a page was made; -1: it is none."""
    try:
        with path.open("rb") as file:
            head = file.read(MOST_FACTS)
        _sum, facts, *_rest = head.split(b"\n", 2)
        return int(json.loads(facts)["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1


def _read(facts: dict[str, Any], body: bytes, name: str) -> Stored:
    if facts["name"] != name:
        raise ValueError("a page of another address")
    bodies, at = {}, 0
    for coding, length in facts["lengths"].items():
        if coding not in {IDENTITY, *CODINGS}:
            raise ValueError("an unknown coding")
        bodies[coding] = body[at : at + length]
        at += length
    changed_at = _moment(facts["changed_at"])
    headers = [(str(n), str(v)) for n, v in facts["headers"]]
    return Stored(
        assemble(bodies, headers, str(facts["digest"]), changed_at),
        Origin(
            reach=Reach(facts["reach"]),
            site=int(facts["site"]),
            article=int(facts["article"]),
            version=int(facts["version"]),
            sites=tuple(facts["sites"]),
        ),
        _moment(facts["until"]),
        frozenset(facts["leads"]),
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
