"""The names of moderators: readable, and each one's own."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.errors import InvalidFields
from commentbox.models import Membership, Moderator
from commentbox.text.incoming import tidy_line
from commentbox.text.names import skeleton
from commentbox.web.i18n import gettext as _

MAX_NAME = 100


def checked_name(
    session: Session, text: str, *, sites: Collection[int], own_id: int | None = None
) -> str:
    """Return a name as it is stored. Raises ``InvalidFields``.

    On none of these sites may somebody else bear it, or one that looks the same:
    readers and the log would take one for the other.
    """
    name = tidy_line(text)
    if not 0 < len(name) <= MAX_NAME:
        raise InvalidFields({"name": [_("A name has 1 to 100 characters.")]})
    others = session.scalars(
        select(Moderator.name)
        .join(Membership)
        .where(Membership.site_id.in_(sites), Moderator.id != (own_id or 0))
    )
    seen = skeleton(name) or name
    if any((skeleton(other) or other) == seen for other in others):
        taken = _("Somebody here has this name, or one that looks the same.")
        raise InvalidFields({"name": [taken]})
    return name
