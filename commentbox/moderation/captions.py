"""What stands above a list of cases: its name, its order, and what narrows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel import Locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.states import MOVES, State
from commentbox.models import Article, Comment
from commentbox.moderation.clock import day_name
from commentbox.moderation.filters import Filters
from commentbox.moderation.place import Place
from commentbox.moderation.view import Beyond, Sort
from commentbox.moderation.wording import CHECKS, check_name, state_name
from commentbox.rulebook.document import read_rules
from commentbox.rulebook.queries import rulebook_in_force
from commentbox.web.i18n import N_, number, speech
from commentbox.web.i18n import gettext as _

BEYOND = {Beyond.MINE: N_("Decided by me"), Beyond.ALL: N_("All lanes")}

SORTS = {
    Sort.OLDEST: N_("the oldest first"),
    Sort.NEWEST: N_("the newest first"),
    Sort.RISK: N_("the riskiest first"),
    Sort.ARTICLE: N_("by article"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the list, and the address of the list without it."""

    label: str
    value: str
    without: str


STROKES = {
    State.APPROVED: N_("Approve"),
    State.REJECTED: N_("Reject"),
    State.SPAM: N_("Spam"),
    State.REMOVED: N_("Remove"),
}

#: Where one can look, in the order of the desk.
LANES: tuple[str, ...] = (
    *(State.PENDING, State.FILTERED, State.SPAM),
    *(State.APPROVED, State.REJECTED, State.REMOVED),
    *Beyond,
)


def above_list(session: Session, place: Place) -> dict[str, Any]:
    """Return what the template of a list needs beside the cases themselves."""
    return {
        "chips": chips_of(session, place),
        "checks": [(check, check_name(check)) for check in CHECKS],
        "lanes": LANES,
        "lane_title": lane_title,
        "order": _(SORTS[place.view.sort if place.view.sortable else Sort.NEWEST]),
        "sorts": list(SORTS),
        "sort_name": sort_name,
        "by_article": place.view.sortable and place.view.sort is Sort.ARTICLE,
        "strokes": strokes(place.lane),
    }


def strokes(lane: str) -> list[tuple[State, str]]:
    """Return the moves that can be made with several cases of a lane at once."""
    if lane in set(Beyond):
        return [(state, _(name)) for state, name in STROKES.items()]
    moves = MOVES[State(lane)]
    return [(state, _(name)) for state, name in STROKES.items() if state in moves]


def stroke_name(to: State) -> str:
    return _(STROKES[to])


def lane_title(lane: str) -> str:
    return _(BEYOND[Beyond(lane)]) if lane in set(Beyond) else state_name(lane)


def sort_name(sort: str) -> str:
    return _(SORTS[Sort(sort)])


def chips_of(session: Session, place: Place) -> list[Chip]:
    """Return the search and each filter in words."""
    filters = place.view.filters
    if not place.view.narrowed:
        return []
    said = {
        "q": (_("Search"), place.view.words),
        "article": (_("Article"), _title(session, place.site.id, filters.article)),
        "rule": (_("Rule"), _rule(session, place, filters.rule)),
        "check": (_("Check"), _check(filters)),
        "language": (_("Language"), _language(filters.language)),
        "author": (_("Author"), filters.author),
        "identity": (_("All by the author of"), _someone(session, place)),
        "since": (_("Since"), day_name(filters.since) if filters.since else ""),
        "until": (_("Until"), day_name(filters.until) if filters.until else ""),
    }
    return [
        Chip(label, value, place.without(name))
        for name, (label, value) in said.items()
        if value
    ]


def _title(session: Session, site_id: int, key: str) -> str:
    query = select(Article.title).where(Article.site_id == site_id, Article.key == key)
    return (session.scalar(query) or key) if key else ""


def _rule(session: Session, place: Place, code: str) -> str:
    book = rulebook_in_force(session, place.site.id)
    known = read_rules(book.document, book.version, speech().variant).get(code)
    return f"{known.number}. {known.title}" if known else code


def _check(filters: Filters) -> str:
    if not filters.check or filters.least is None:
        return check_name(filters.check) if filters.check else ""
    return _(
        "%(check)s from %(score)s",
        check=check_name(filters.check),
        score=number(filters.least),
    )


def _language(code: str) -> str:
    names = Locale(speech().language).languages
    return str(names.get(code, code))


def _someone(session: Session, place: Place) -> str:
    """Return the name under which somebody wrote first."""
    identity = place.view.filters.identity
    if identity is None:
        return ""
    first = session.get(Comment, identity)
    if first is None or first.site_id != place.site.id or first.erased_at is not None:
        return _("Anonymous")
    return first.author_name or _("Anonymous")
