"""The thread around a comment: a little of what stands above, beside and below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, union_all
from sqlalchemy.orm import Session, aliased, selectinload

from commentbox.domain.standing import Standing
from commentbox.domain.states import State
from commentbox.models import Comment
from commentbox.text.plain import excerpt, plain

#: The nearest ones above are shown, and the top of the branch.
MOST_ABOVE = 8
MOST_BESIDE = 2
MOST_ANSWERS = 5
EXCERPT_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A comment in a line or two, as readers see it where they do."""

    comment: Comment
    text: str
    state: State

    @property
    def withdrawn(self) -> bool:
        return self.comment.erased_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    #: From the top of the branch down to the comment that is answered.
    above: Sequence[Neighbour]
    #: Whether some between the top and the rest were left out.
    skipped: bool
    before: Sequence[Neighbour]
    after: Sequence[Neighbour]
    answers: Sequence[Neighbour]
    more_answers: bool

    def __bool__(self) -> bool:
        return any((self.above, self.before, self.after, self.answers))


def around(session: Session, comment: Comment) -> Around:
    """Return the surroundings; a thread of thousands costs no more than a small one."""
    # First the keys, then the rows of these: asked at once, PostgreSQL reads them all.
    keys = union_all(*_ids_near(comment))
    near = {comment.root_id, *session.scalars(keys)} - {comment.id}
    query = select(Comment).where(Comment.id.in_(near))
    rows = session.scalars(query.options(selectinload(Comment.revisions))).all()
    known = {row.id: _neighbour(row) for row in sorted(rows, key=lambda c: c.id)}
    line = _line(known, comment)
    beside = [n for n in known.values() if _stands_beside(n.comment, comment)]
    below = [n for n in known.values() if n.comment.parent_id == comment.id]
    return Around(
        above=line,
        skipped=len(line) < comment.depth - 1,
        before=[n for n in beside if n.comment.id < comment.id][-MOST_BESIDE:],
        after=[n for n in beside if n.comment.id > comment.id][:MOST_BESIDE],
        answers=below[:MOST_ANSWERS],
        more_answers=len(below) > MOST_ANSWERS,
    )


def _ids_near(comment: Comment) -> list[Select[UUID]]:
    """Return the queries for what is near, each read by key and short."""
    id_ = Comment.id
    queries = [_some(Comment.parent_id == comment.id, limit=MOST_ANSWERS + 1)]
    if comment.parent_id is not None:
        queries.append(_ids_above(comment))
    for group in _groups_beside(comment):
        queries.append(_some(*group, id_ > comment.id, limit=MOST_BESIDE))
        queries.append(_some(*group, id_ < comment.id, limit=MOST_BESIDE, last=True))
    return queries


def _groups_beside(comment: Comment) -> list[tuple[ColumnElement[bool], ...]]:
    if comment.parent_id is not None:
        return [(Comment.parent_id == comment.parent_id,)]
    # The index of a thread keeps what is in view apart from what is not.
    top = Comment.article_id == comment.article_id, Comment.depth == 1
    return [(*top, Comment.in_view.is_(True)), (*top, Comment.in_view.is_(False))]


def _some(*where: ColumnElement[bool], limit: int, last: bool = False) -> Select[UUID]:
    order = Comment.id.desc() if last else Comment.id
    some = select(Comment.id).where(*where).order_by(order).limit(limit).subquery()
    return select(some.c.id)


def _ids_above(comment: Comment) -> Select[UUID]:
    """Return the query for the nearest comments above, in one walk."""
    first = select(Comment.id, Comment.parent_id, literal(1).label("step"))
    walk = first.where(Comment.id == comment.parent_id).cte("above", recursive=True)
    upper = aliased(Comment)
    further = (
        select(upper.id, upper.parent_id, walk.c.step + 1)
        .join(walk, upper.id == walk.c.parent_id)
        .where(walk.c.step < MOST_ABOVE)
    )
    return select(walk.union_all(further).c.id)


def _line(known: dict[UUID, Neighbour], comment: Comment) -> list[Neighbour]:
    line = [n for n in known.values() if n.comment.depth < comment.depth]
    own = [n for n in line if n.comment.root_id == comment.root_id]
    return sorted(own, key=lambda n: n.comment.depth)


def _stands_beside(other: Comment, comment: Comment) -> bool:
    return other.parent_id == comment.parent_id


def _neighbour(comment: Comment) -> Neighbour:
    text = comment.latest
    if comment.standing is Standing.PUBLIC and comment.shown:
        text = comment.revision(comment.shown) or text
    words = excerpt(plain(str(text.html)), EXCERPT_LENGTH)
    return Neighbour(comment, words, text.state)
