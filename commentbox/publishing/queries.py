"""The only public reads: what is in view, said once, and how to page through it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

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


def in_feeds() -> Select[Comment, str]:
    """Return what feeds tell of: all in view that readers could once read, and what
    has been withdrawn since. Only what is public still has its text shown.
    """
    return (
        select(Comment, Revision.html)
        .join(Comment.article)
        .outerjoin(
            Revision,
            (Revision.comment_id == Comment.id) & (Revision.number == Comment.shown),
        )
        .where(Comment.in_feed, Article.comments != Discussion.HIDDEN)
        .options(contains_eager(Comment.article))
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


def _rows(session: Session, query: Select[Comment, str]) -> list[Row]:
    return [(comment, html or "") for comment, html in session.execute(query)]
