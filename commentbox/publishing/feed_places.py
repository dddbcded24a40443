"""Where a page of a feed begins: by key, so that what comes and goes moves nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from commentbox.domain.errors import InvalidFields
from commentbox.web.cursors import opened, sealed
from commentbox.web.i18n import gettext as _


class Way(StrEnum):
    """In which direction from its place a page lies."""

    OLDER = "o"
    NEWER = "n"
    #: From nowhere: the page at the very end.
    LAST = "z"


@dataclass(frozen=True, slots=True)
class Place:
    """Beyond an entry that changed at that time, or the end of the feed."""

    way: Way
    at: datetime
    id: UUID


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = Place(Way.LAST, EPOCH, UUID(int=0))
#: Microseconds, as far as a ``datetime`` goes with some to spare.
PLACE = re.compile(r"([onz])\.([0-9]{1,17})\.([0-9a-f]{32})")


def write(place: Place) -> str:
    micros = (place.at - EPOCH) // timedelta(microseconds=1)
    return sealed(f"{place.way}.{micros}.{place.id.hex}")


def read(cursor: str) -> Place:
    """Return a place that ``write`` made. Raises ``InvalidFields``."""
    try:
        found = PLACE.fullmatch(opened(cursor))
    except ValueError:
        found = None
    if found is None:
        raise InvalidFields({"cursor": [_("This is not a cursor of this feed.")]})
    at = EPOCH + timedelta(microseconds=int(found[2]))
    return Place(Way(found[1]), at, UUID(found[3]))
