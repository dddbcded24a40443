"""A page of what somebody looks at, and how much there is of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Moderator, Site
from commentbox.models.lanes import lane_counts
from commentbox.moderation.cursors import BY_DECISION, BY_SORT, BY_TEXT
from commentbox.moderation.filters import conditions
from commentbox.moderation.queue import (
    Page,
    Rows,
    cases,
    count_up_to,
    decided_by,
    in_lane,
    page_of,
)
from commentbox.moderation.search import parts, search, with_text
from commentbox.moderation.view import Beyond, Sort, View
from commentbox.moderation.words import read_words

#: What is narrowed is counted so far, and no further.
MOST = 1_000

#: A lane with no more texts than this is read through to find some of them.
SMALL_LANE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    page: Page
    #: How many there are; at most ``MOST`` where the view is not a whole lane.
    total: int
    #: There are more than ``total``.
    more: bool


#: What there is to see of a view that makes no sense.
NOTHING = Listing(page=Page(cases=[], next=None), total=0, more=False)


def listing(
    session: Session,
    site: Site,
    view: View,
    moderator: Moderator,
    *,
    cursor: str | None,
    limit: int,
) -> Listing:
    """Return a page of a view. Raises ``InvalidFields`` for a cursor of another."""
    page = _page(session, site, view, moderator, cursor, limit)
    if isinstance(view.lane, State) and not view.narrowed:
        total = lane_counts(session, site.id)[view.lane]
        return Listing(page=page, total=total, more=False)
    total = len(page.cases)
    if cursor is not None or page.next is not None:
        total = 0
        for query in wanted(session, site, view, moderator):
            total += count_up_to(session, query, MOST + 1 - total)
    return Listing(page=page, total=min(total, MOST), more=total > MOST)


def wanted(
    session: Session, site: Site, view: View, moderator: Moderator
) -> list[Rows]:
    """Return all cases of a view, in one part or in several, one after the other."""
    if not view.words:
        return [unsearched(session, site, view, moderator)]
    small = _is_small(session, site, view)
    query = _bare(site, view, moderator, small=small)
    found = parts(session, query, read_words(view.words), small=small)
    return [part.query for part in found]


def unsearched(session: Session, site: Site, view: View, moderator: Moderator) -> Rows:
    """Return all cases of a view without words, as they are read fastest."""
    query = _bare(site, view, moderator, small=_is_small(session, site, view))
    if view.lane is Beyond.ALL:
        return with_text(query)
    if isinstance(view.lane, State):
        # By time, as the comments came in: what is looked up for each lies close by.
        return BY_SORT[Sort.OLDEST].sort(query)
    return query


def _page(
    session: Session,
    site: Site,
    view: View,
    moderator: Moderator,
    cursor: str | None,
    limit: int,
) -> Page:
    if view.words:
        small = _is_small(session, site, view)
        query = _bare(site, view, moderator, small=small)
        words = read_words(view.words)
        return search(session, query, words, small=small, cursor=cursor, limit=limit)
    query = unsearched(session, site, view, moderator).order_by(None)
    order = BY_SORT[view.sort]
    if isinstance(view.lane, Beyond):
        order = BY_DECISION if view.lane is Beyond.MINE else BY_TEXT
    return page_of(session, query, order, cursor=cursor, limit=limit)


def _bare(site: Site, view: View, moderator: Moderator, *, small: bool) -> Rows:
    """Return the cases of a view, whatever words they contain."""
    state = view.lane if isinstance(view.lane, State) else None
    by_key = view.lane is not Beyond.MINE and not small and _is_rare(view)
    query = cases(site.id, by_key=by_key or state is None)
    query = query.where(*conditions(view.filters, site, state))
    if view.lane is Beyond.MINE:
        return decided_by(query, moderator.id)
    return in_lane(query, state)


def _is_rare(view: View) -> bool:
    """Return whether the view is found by an index of its own, not through a lane."""
    filters = view.filters
    return bool(view.words or filters.author or filters.identity)


def _is_small(session: Session, site: Site, view: View) -> bool:
    """Return whether a lane is better read through than looked up in an index.

    There a frequent word would be met thousands of times in other lanes, before a page
    of this one is full.
    """
    if not isinstance(view.lane, State) or not view.words:
        return False
    return lane_counts(session, site.id)[view.lane] <= SMALL_LANE
