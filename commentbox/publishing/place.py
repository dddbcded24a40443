"""Where in a thread a comment stands: for a permalink, however long the thread is."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import NotFound
from commentbox.models import Article, Comment
from commentbox.publishing.cursors import TopCursor
from commentbox.publishing.page import Sort
from commentbox.publishing.queries import in_view


def place_of(
    session: Session, article: Article, comment_id: UUID, sort: Sort
) -> TopCursor:
    """Return the cursor of the page that begins with the branch of a comment.

    Raises ``NotFound`` for what readers do not see under this article.
    """
    query = in_view().where(Comment.id == comment_id, Comment.article_id == article.id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound("no such comment")
    root: UUID = row[0].root_id
    upto = _count_upto(session, article, root)
    if sort is Sort.NEWEST:
        return TopCursor(UUID(int=root.int + 1), upto + 1)
    return TopCursor(UUID(int=root.int - 1), upto - 1)


def _count_upto(session: Session, article: Article, root: UUID) -> int:
    query = select(func.count()).where(
        Comment.article_id == article.id,
        Comment.in_view,
        Comment.depth == 1,
        Comment.id <= root,
    )
    return session.scalar(query) or 0
