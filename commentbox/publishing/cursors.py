"""Where a page of a thread goes on: opaque to clients, checked when it comes back."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from commentbox.domain.errors import InvalidFields
from commentbox.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class TopCursor:
    """After this top-level comment, which was the ``number``-th."""

    after: UUID
    number: int


@dataclass(frozen=True, slots=True)
class BranchCursor:
    """Replies under ``holder``, after one of them."""

    root: UUID
    holder: UUID
    after: UUID


Cursor = TopCursor | BranchCursor


def write(cursor: Cursor) -> str:
    match cursor:
        case TopCursor(after, number):
            text = f"t.{after.hex}.{number}"
        case BranchCursor(root, holder, after):
            text = f"b.{root.hex}.{holder.hex}.{after.hex}"
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read(text: str) -> Cursor:
    """Return a cursor that ``write`` made. Raises ``InvalidFields``."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        kind, *parts = urlsafe_b64decode(padded).decode("ascii").split(".")
        if kind == "t":
            after, number = parts
            return TopCursor(UUID(after), int(number))
        if kind == "b":
            root, holder, after = parts
            return BranchCursor(UUID(root), UUID(holder), UUID(after))
    except ValueError:
        pass
    raise InvalidFields({"cursor": [_("This is not a cursor of this thread.")]})
