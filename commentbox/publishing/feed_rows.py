"""A page of what feeds tell, the latest change first, read by key in either direction.

However long a feed is, a page reads its own rows, and one more to know whether it goes
on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from commentbox.domain.standing import Standing
from commentbox.models import Article, Comment
from commentbox.publishing.feed_places import Place, Way
from commentbox.publishing.queries import in_feeds

KEY = (Comment.changed_at, Comment.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a feed is about; each of these is an index of the table."""

    site_id: int
    article_id: int | None = None
    root_id: UUID | None = None
    language: str | None = None

    def of(self, query: Select[Comment, str]) -> Select[Comment, str]:
        if self.root_id is not None:
            return query.where(Comment.root_id == self.root_id)
        if self.article_id is not None:
            return query.where(Comment.article_id == self.article_id)
        query = query.where(Comment.site_id == self.site_id)
        if self.language is not None:
            query = query.where(Comment.language == self.language)
        return query


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A comment as a feed needs it; without its text where that is no longer public."""

    comment: Comment
    html: str
    article: Article
    #: The comment that it answers, where readers see that one.
    parent: UUID | None
    replies: int
    replies_updated: datetime | None

    @property
    def public(self) -> bool:
        return self.comment.in_view and self.comment.standing is Standing.PUBLIC

    @property
    def changed_at(self) -> datetime:
        return self.comment.changed_at or self.comment.public_since


@dataclass(frozen=True, slots=True)
class FeedPage:
    rows: list[FeedRow]
    #: Where the feed goes on, if it does.
    newer: Place | None
    older: Place | None


def feed_page(
    session: Session, scope: Scope, *, place: Place | None, limit: int
) -> FeedPage:
    """Return a page of a feed, the newest one where no place is named."""
    backwards = place is not None and place.way is not Way.OLDER
    query = scope.of(in_feeds())
    if place is not None and place.way is not Way.LAST:
        here = tuple_(*KEY)
        there = tuple_(literal(place.at, KEY[0].type), literal(place.id, KEY[1].type))
        query = query.where(here > there if backwards else here < there)
    order = [column.asc() if backwards else column.desc() for column in KEY]
    found = session.execute(query.order_by(*order).limit(limit + 1)).all()
    shown = [(comment, html or "") for comment, html in found[:limit]]
    more = len(found) > limit
    if backwards:
        shown.reverse()
    rows = _feed_rows(session, shown)
    # The entry that a place names lies on its other side.
    newer = more if backwards else place is not None
    older = more if not backwards else place is not None and place.way is Way.NEWER
    return FeedPage(
        rows,
        _place(Way.NEWER, rows[0]) if newer and rows else None,
        _place(Way.OLDER, rows[-1]) if older and rows else None,
    )


def _place(way: Way, row: FeedRow) -> Place:
    return Place(way, row.changed_at, row.comment.id)


def _feed_rows(session: Session, found: Sequence[tuple[Comment, str]]) -> list[FeedRow]:
    replies = _reply_counts(session, [comment.id for comment, _ in found])
    parents = _public_ids(session, {c.parent_id for c, _ in found if c.parent_id})
    return [
        FeedRow(
            comment,
            html if comment.standing is Standing.PUBLIC else "",
            comment.article,
            comment.parent_id if comment.parent_id in parents else None,
            *replies.get(comment.id, (0, None)),
        )
        for comment, html in found
    ]


def _public_ids(session: Session, ids: Collection[UUID]) -> set[UUID]:
    query = select(Comment.id).where(
        Comment.id.in_(ids), Comment.in_view, Comment.standing == Standing.PUBLIC
    )
    return set(session.scalars(query))


def _reply_counts(
    session: Session, ids: Sequence[UUID]
) -> dict[UUID, tuple[int, datetime | None]]:
    reply = aliased(Comment)
    query: Any = (
        select(reply.parent_id, func.count(), func.max(reply.changed_at))
        .where(
            reply.parent_id.in_(ids),
            reply.in_view,
            reply.standing == Standing.PUBLIC,
        )
        .group_by(reply.parent_id)
    )
    return {parent: (count, latest) for parent, count, latest in session.execute(query)}
