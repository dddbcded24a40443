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
from commentbox.moderation.search import matching, search, with_text
from commentbox.moderation.view import Beyond, View
from commentbox.moderation.words import read_words

#: What is narrowed is counted so far, and no further.
MOST = 1_000


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
    query = wanted(site, view, moderator)
    page = _page(session, site, query, view, cursor, limit)
    if isinstance(view.lane, State) and not view.narrowed:
        total = lane_counts(session, site.id)[view.lane]
    elif cursor is None and page.next is None:
        total = len(page.cases)
    else:
        total = _counted(session, site, query, view)
    bounded = total > MOST and (view.narrowed or not isinstance(view.lane, State))
    return Listing(page=page, total=MOST if bounded else total, more=bounded)


def wanted(site: Site, view: View, moderator: Moderator) -> Rows:
    """Return all cases of a view, but for the words that are searched for."""
    query = cases(site.id).where(*conditions(view.filters, site))
    if view.lane is Beyond.MINE:
        return decided_by(query, moderator.id)
    return in_lane(query, view.lane if isinstance(view.lane, State) else None)


def _page(
    session: Session,
    site: Site,
    query: Rows,
    view: View,
    cursor: str | None,
    limit: int,
) -> Page:
    if words := read_words(view.words):
        size = _size(session, site, view)
        return search(session, query, words, lane_size=size, cursor=cursor, limit=limit)
    order = BY_SORT[view.sort]
    if view.lane is Beyond.MINE:
        order = BY_DECISION
    elif view.lane is Beyond.ALL:
        query, order = with_text(query), BY_TEXT
    return page_of(session, query, order, cursor=cursor, limit=limit)


def _counted(session: Session, site: Site, query: Rows, view: View) -> int:
    if words := read_words(view.words):
        query = matching(session, query, words, _size(session, site, view))
    return count_up_to(session, query, MOST + 1)


def _size(session: Session, site: Site, view: View) -> int | None:
    if not isinstance(view.lane, State):
        return None
    return lane_counts(session, site.id)[view.lane]
