"""The articles of a site as the desk lists them: the latest activity first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, defer

from commentbox.domain.errors import InvalidFields
from commentbox.domain.states import State
from commentbox.models import Article, Discussion, IntendedDecision, Revision
from commentbox.web.cursors import opened, row_id, sealed
from commentbox.web.i18n import gettext as _
from commentbox.web.json_form import parse_time


@dataclass(frozen=True, slots=True)
class Row:
    """An article, and how many comments wait under it."""

    article: Article
    waiting: int


@dataclass(frozen=True, slots=True)
class Shelf:
    rows: list[Row]
    #: Where the next page begins.
    next: str | None


def shelf(
    session: Session,
    site_id: int,
    *,
    words: str = "",
    state: Discussion | None = None,
    cursor: str | None = None,
    limit: int = 30,
) -> Shelf:
    """Return a page of articles, read by key. Raises ``InvalidFields``."""
    query = select(Article).where(Article.site_id == site_id)
    if state is not None:
        query = query.where(Article.comments == state)
    if words:
        query = query.where(_has(words))
    if cursor is not None:
        place = tuple_(Article.changed_at, Article.id)
        query = query.where(place < tuple_(*_read_cursor(cursor)))
    query = query.order_by(Article.changed_at.desc(), Article.id.desc())
    # Its text is long, and nothing of it is shown.
    query = query.options(defer(Article.body)).limit(limit + 1)
    found = session.scalars(query).all()
    waiting = _waiting(session, site_id, [article.id for article in found[:limit]])
    rows = [Row(article, waiting.get(article.id, 0)) for article in found[:limit]]
    more = _write_cursor(rows[-1].article) if len(found) > limit else None
    return Shelf(rows, more)


def _has(words: str) -> ColumnElement[bool]:
    """Return whether title or key has a part like this, in capitals or not.

    SQLite itself knows only the capitals of ASCII.
    """
    spellings = {words, words.lower(), words.upper(), words.capitalize()}
    return or_(
        *(
            column.icontains(spelling, autoescape=True)
            for column in (Article.title, Article.key)
            for spelling in sorted(spellings)
        )
    )


def _waiting(session: Session, site_id: int, ids: Sequence[int]) -> dict[int, int]:
    """Return how many wait under each, as the lane of the desk counts them."""
    intended = exists().where(
        IntendedDecision.comment_id == Revision.comment_id,
        IntendedDecision.revision == Revision.number,
        IntendedDecision.overtaken_at.is_(None),
    )
    query = (
        select(Revision.article_id, func.count())
        .where(
            Revision.site_id == site_id,
            Revision.live,
            Revision.state == State.PENDING,
            Revision.article_id.in_(ids),
            ~intended,
        )
        .group_by(Revision.article_id)
    )
    return dict(session.execute(query).all())


def _write_cursor(article: Article) -> str:
    text = f"{article.changed_at.isoformat()} {article.id}"
    return sealed(text)


def _read_cursor(text: str) -> tuple[Any, Any]:
    try:
        moment, _sep, id_ = opened(text).partition(" ")
        return parse_time(moment), row_id(id_)
    except ValueError:
        message = _("This is not a cursor of this list.")
        raise InvalidFields({"cursor": [message]}) from None
