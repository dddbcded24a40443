"""One page of a thread: which comments, in which order, and where it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing
from commentbox.models import Article, Comment
from commentbox.publishing import cursors, queries
from commentbox.publishing.cursors import BranchCursor, Cursor, TopCursor
from commentbox.publishing.queries import Row
from commentbox.publishing.thread import Node, Removal, build_thread, find, trim

DEFAULT_LIMIT = 50
MAX_LIMIT = 100


class Sort(StrEnum):
    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    nodes: list[Node]
    #: Where the next page of this list begins.
    next: Cursor | None
    sort: Sort


def thread_page(
    session: Session,
    article: Article,
    *,
    sort: Sort = Sort.OLDEST,
    cursor: Cursor | None = None,
    limit: int = DEFAULT_LIMIT,
) -> ThreadPage:
    """Return what a reader sees of an article's discussion."""
    if isinstance(cursor, BranchCursor):
        return _branch_page(session, article, cursor, sort=sort, limit=limit)
    newest = sort is Sort.NEWEST
    rows = queries.top_level(
        session,
        article.id,
        newest_first=newest,
        after=cursor.after if cursor else None,
        limit=limit + 1,
    )
    first = _first_number(session, article, cursor, newest=newest)
    step = -1 if newest else 1
    nodes = _thread(session, article, rows[:limit])
    for place, node in enumerate(nodes):
        node.number = first + step * place
        trim(node)
    more = TopCursor(nodes[-1].id, nodes[-1].number or 0) if rows[limit:] else None
    return ThreadPage(nodes=nodes, next=more, sort=sort)


def more_of(node: Node) -> BranchCursor | None:
    """Return where the replies of ``node`` go on that were left out."""
    if not node.cut:
        return None
    after = node.replies[-1].id if node.replies else node.id
    return BranchCursor(node.root, node.id, after)


def cursors_in(page: ThreadPage) -> frozenset[str]:
    """Return where this page leads to, as its addresses carry it."""
    rest = list(page.nodes)
    found: set[Cursor] = {page.next} if page.next else set()
    while rest:
        node = rest.pop()
        rest += node.replies
        if more := more_of(node):
            found.add(more)
    return frozenset(map(cursors.write, found))


def _branch_page(
    session: Session, article: Article, cursor: BranchCursor, *, sort: Sort, limit: int
) -> ThreadPage:
    query = queries.in_view().where(
        Comment.id == cursor.root,
        Comment.depth == 1,
        Comment.article_id == article.id,
    )
    row = session.execute(query).first()
    tops = _thread(session, article, [(row[0], row[1] or "")] if row else [])
    holder = find(tops, cursor.holder)
    replies = [r for r in holder.replies if r.id > cursor.after] if holder else []
    shown, rest = replies[:limit], replies[limit:]
    for node in shown:
        trim(node)
    more = BranchCursor(cursor.root, cursor.holder, shown[-1].id) if rest else None
    return ThreadPage(nodes=shown, next=more, sort=sort)


def _first_number(
    session: Session, article: Article, cursor: TopCursor | None, *, newest: bool
) -> int:
    if cursor is not None:
        return cursor.number + (-1 if newest else 1)
    return queries.count_top_level(session, article.id) if newest else 1


def _thread(session: Session, article: Article, tops: Sequence[Row]) -> list[Node]:
    below = queries.branches(session, [comment.id for comment, _ in tops])
    return build_thread(
        [_node(row) for row in tops],
        [_node(row) for row in below],
        max_depth=article.site.max_depth,
    )


def _node(row: Row) -> Node:
    comment, html = row
    shown = comment.standing is Standing.PUBLIC
    return Node(
        id=comment.id,
        root=comment.root_id,
        parent=comment.parent_id,
        name=comment.author_name if shown else "",
        url=comment.author_url if shown else None,
        badge=comment.badge if shown else None,
        html=html if shown else "",
        published_at=comment.public_since,
        edited_at=comment.edited_at if shown else None,
        removal=None if shown else _removal(comment),
    )


def _removal(comment: Comment) -> Removal:
    by = "moderator" if comment.erased_at is None else "author"
    return Removal(comment.removed_rule, by, comment.gone_since)
