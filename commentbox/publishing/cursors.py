"""Where a page of a thread goes on: opaque to clients, checked when it comes back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from commentbox.domain.errors import InvalidFields
from commentbox.web.cursors import opened, sealed
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


#: What ``write`` makes, before it is encoded. No thread has a billion comments; the
#: count may pass zero when older ones are approved while somebody reads on.
TOP = re.compile(r"t\.([0-9a-f]{32})\.(-?[0-9]{1,9})")
BRANCH = re.compile(r"b\.([0-9a-f]{32})\.([0-9a-f]{32})\.([0-9a-f]{32})")


def write(cursor: Cursor) -> str:
    if isinstance(cursor, TopCursor):
        text = f"t.{cursor.after.hex}.{cursor.number}"
    else:
        text = f"b.{cursor.root.hex}.{cursor.holder.hex}.{cursor.after.hex}"
    return sealed(text)


def read(text: str) -> Cursor:
    """Return a cursor that ``write`` made. Raises ``InvalidFields``."""
    try:
        inside = opened(text)
    except ValueError:
        inside = ""
    if top := TOP.fullmatch(inside):
        return TopCursor(UUID(top[1]), int(top[2]))
    if branch := BRANCH.fullmatch(inside):
        return BranchCursor(*map(UUID, branch.groups()))
    raise InvalidFields({"cursor": [_("This is not a cursor of this thread.")]})
