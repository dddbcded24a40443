"""What somebody looks at on the desk: a lane, narrowed, searched and in some order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.domain.states import State
from commentbox.moderation.filters import Filters, read_filters
from commentbox.moderation.words import read_words
from commentbox.web.i18n import gettext as _


class Beyond(StrEnum):
    """Lists beside the lanes of states."""

    #: What the moderator decided, the latest first.
    MINE = "mine"
    #: Every lane at once: for a search or with a filter.
    ALL = "all"


class Sort(StrEnum):
    OLDEST = "oldest"
    NEWEST = "newest"
    RISK = "risk"
    ARTICLE = "article"


LaneName = State | Beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    lane: LaneName = State.PENDING
    filters: Filters = field(default_factory=Filters)
    #: What is searched for, as it was typed.
    words: str = ""
    sort: Sort = Sort.OLDEST

    @property
    def narrowed(self) -> bool:
        """Whether it shows less than the whole lane."""
        return bool(self.filters or self.words)

    @property
    def mixed(self) -> bool:
        """Whether texts of different states stand in it."""
        return isinstance(self.lane, Beyond)

    @property
    def sortable(self) -> bool:
        """Whether its order can be chosen; what is found has one of its own."""
        return isinstance(self.lane, State) and not self.words

    @property
    def query(self) -> dict[str, str | None]:
        """Return what the address says of it."""
        return {
            "lane": self.lane,
            "q": self.words or None,
            "sort": self.sort if self.sort is not Sort.OLDEST else None,
            **self.filters.query,
        }


def read_view(given: Mapping[str, str], otherwise: LaneName = State.PENDING) -> View:
    """Return the view that an address asks for.

    Raises ``NotFound`` for an unknown lane, ``InvalidFields`` for anything else.
    """
    lane = read_lane(given.get("lane") or otherwise)
    typed = given.get("q", "").strip()
    # Nothing but quotes is no search.
    words = typed if read_words(typed) else ""
    filters = read_filters(given)
    if lane is Beyond.ALL and not (words or filters):
        lane = State.PENDING
    return View(
        lane=lane,
        filters=filters,
        words=words,
        sort=_sort(given.get("sort") or Sort.OLDEST),
    )


def read_lane(text: str) -> LaneName:
    """Return the lane of this name. Raises ``NotFound``."""
    for names in (State, Beyond):
        if text in set(names):
            return names(text)
    raise NotFound("no such lane")


def _sort(text: str) -> Sort:
    if text not in set(Sort):
        known = ", ".join(Sort)
        raise InvalidFields({"sort": [_("The orders are: %(known)s.", known=known)]})
    return Sort(text)
