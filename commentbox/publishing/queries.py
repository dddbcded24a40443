"""The only public reads: what is in view, said once, and how to page through it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from commentbox.domain.standing import Standing
from commentbox.models import Article, Comment, Discussion, Revision

#: A comment with the text that readers see of it.
Row = tuple[Comment, str]


def in_view() -> Select[Comment, str]:
    """Return every comment that a reader may know of, with its shown text.

    Public comments, and the tombstones and placeholders that hold a place. The column
    ``in_view`` says that no ancestor is hidden (``models.settle`` keeps it).
    """
    return (
        select(Comment, Revision.html)
        .join(Article, Article.id == Comment.article_id)
        .outerjoin(
            Revision,
            (Revision.comment_id == Comment.id) & (Revision.number == Comment.shown),
        )
        .where(Comment.in_view, Article.comments != Discussion.HIDDEN)
    )


def top_level(
    session: Session,
    article_id: int,
    *,
    newest_first: bool,
    after: UUID | None,
    limit: int,
) -> list[Row]:
    """Return a page of top-level comments in the order in which they were sent."""
    query = in_view().where(Comment.article_id == article_id, Comment.depth == 1)
    if after is not None:
        query = query.where(Comment.id < after if newest_first else Comment.id > after)
    order = Comment.id.desc() if newest_first else Comment.id.asc()
    return _rows(session, query.order_by(order).limit(limit))


def branches(session: Session, roots: Sequence[UUID]) -> list[Row]:
    """Return all that hangs below these top-level comments, parents first."""
    query = in_view().where(Comment.root_id.in_(roots), Comment.depth > 1)
    return _rows(session, query.order_by(Comment.depth, Comment.id))


def count_top_level(session: Session, article_id: int) -> int:
    query = select(func.count()).where(
        Comment.article_id == article_id, Comment.in_view, Comment.depth == 1
    )
    return session.scalar(query) or 0


def public_comment(session: Session, comment_id: UUID) -> Comment | None:
    """Return a comment that readers see, or None: as if it did not exist."""
    query = in_view().where(
        Comment.id == comment_id, Comment.standing == Standing.PUBLIC
    )
    row = session.execute(query).first()
    return row[0] if row else None


def counts(session: Session, site_id: int, keys: Sequence[str]) -> dict[str, int]:
    """Return for each key how many comments readers see; 0 for what is not known."""
    query = select(Article.key, Article.comment_count).where(
        Article.site_id == site_id,
        # PostgreSQL has no NUL in a text, so no article has one in its key.
        Article.key.in_(key for key in keys if "\x00" not in key),
        Article.comments != Discussion.HIDDEN,
    )
    known = dict(session.execute(query).all())
    return {key: known.get(key, 0) for key in keys}


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A comment as a feed needs it."""

    comment: Comment
    html: str
    article: Article
    #: The comment that it answers, where readers see that one.
    parent: UUID | None
    replies: int
    replies_updated: datetime | None


def latest_changes(
    session: Session,
    *,
    site_id: int,
    limit: int,
    article_id: int | None = None,
    root_id: UUID | None = None,
) -> tuple[list[FeedRow], list[Comment]]:
    """Return the newest public comments, and those that were taken down among them."""
    query = in_view().where(Comment.site_id == site_id)
    if article_id is not None:
        query = query.where(Comment.article_id == article_id)
    if root_id is not None:
        query = query.where(Comment.root_id == root_id)
    query = query.order_by(Comment.changed_at.desc(), Comment.id.desc())
    public = _rows(
        session, query.where(Comment.standing == Standing.PUBLIC).limit(limit)
    )
    gone = _rows(session, query.where(Comment.standing != Standing.PUBLIC).limit(limit))
    replies = _reply_counts(session, [comment.id for comment, _ in public])
    parents = _public_ids(session, {c.parent_id for c, _ in public if c.parent_id})
    rows = [
        FeedRow(
            comment,
            html,
            comment.article,
            comment.parent_id if comment.parent_id in parents else None,
            *replies.get(comment.id, (0, None)),
        )
        for comment, html in public
    ]
    return rows, [comment for comment, _ in gone]


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


def _rows(session: Session, query: Select[Comment, str]) -> list[Row]:
    return [(comment, html or "") for comment, html in session.execute(query)]
