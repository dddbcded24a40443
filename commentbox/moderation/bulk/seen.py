"""What a moderator has picked, in the state in which it was seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from commentbox.domain.errors import InvalidFields
from commentbox.domain.states import State
from commentbox.models import Moderator, Revision, Site
from commentbox.moderation.listing import MOST, wanted
from commentbox.moderation.view import View
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import number

#: A comment, the number of its text, and its state, as a form carries them.
PICKED = re.compile(r"([0-9a-f]{32}):([1-9][0-9]{0,3}):([a-z]+)")


@dataclass(frozen=True, slots=True)
class Seen:
    comment_id: UUID
    revision: int
    state: State

    def __str__(self) -> str:
        return f"{self.comment_id.hex}:{self.revision}:{self.state}"


def read_picked(texts: Iterable[str]) -> list[Seen]:
    """Return what a form has picked, each once. Raises ``InvalidFields``."""
    parts = dict.fromkeys(part for text in texts for part in text.split())
    if len(parts) > MOST:
        message = _("At most %(n)s at once, please.", n=number(MOST))
        raise InvalidFields({"case": [message]})
    return [_read(part) for part in parts]


def all_of(
    session: Session, site: Site, view: View, moderator: Moderator
) -> list[Seen]:
    """Return what matches a view, no more than ``MOST``."""
    columns = (Revision.comment_id, Revision.number, Revision.state)
    seen: list[Seen] = []
    for query in wanted(session, site, view, moderator):
        rows = query.with_only_columns(*columns).limit(MOST - len(seen))
        seen += [Seen(*row) for row in session.execute(rows)]
    return seen


def _read(text: str) -> Seen:
    found = PICKED.fullmatch(text)
    if found is None or found[3] not in set(State):
        raise InvalidFields({"case": [_("There is no such case.")]})
    return Seen(UUID(found[1]), int(found[2]), State(found[3]))
