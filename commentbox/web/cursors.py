"""Places in a list as addresses carry them: opaque outside, checked on return."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

#: Neither database has ids beyond these.
MAX_ID = 2**31 - 1


def sealed(place: str) -> str:
    """Return a place, in ASCII, as a cursor."""
    return urlsafe_b64encode(place.encode()).rstrip(b"=").decode()


def opened(cursor: str) -> str:
    """Return the place that a cursor names. Raises ``ValueError`` for what is none."""
    padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
    return urlsafe_b64decode(padded).decode("ascii")


def row_id(text: str) -> int:
    """Return the number of a row. Raises ``ValueError`` for what no row can have."""
    if not (text.isascii() and text.isdecimal()) or (id_ := int(text)) > MAX_ID:
        raise ValueError("not the number of a row")
    return id_
