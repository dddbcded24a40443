"""What stands in a lane, with all that a decision needs, read by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from commentbox.domain.states import State
from commentbox.domain.verdict import Finding
from commentbox.models import Article, Comment, Decision, IntendedDecision, Revision
from commentbox.models.lanes import lane_counts
from commentbox.moderation.cursors import BY_SORT, Order
from commentbox.moderation.view import Sort

#: Lanes where something waits for its first decision, in the order of the desk.
UNDECIDED = (State.PENDING, State.FILTERED, State.SPAM)

#: A revision and its comment; what it is sorted by may follow.
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A revision in front of a moderator."""

    comment: Comment
    revision: Revision
    article: Article
    #: The comment that it answers, and that one's latest text.
    parent: Comment | None
    parent_text: Revision | None
    findings: tuple[Finding, ...]
    #: Nobody sees what was found until somebody has decided: so it has no findings.
    blind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some cases of a list, and where the rest begins."""

    cases: list[Case]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    state: State
    cases: list[Case]
    next: str | None
    counts: dict[State, int]


def lane(
    session: Session,
    site_id: int,
    state: State,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Lane:
    """Return a page of a lane, oldest first."""
    query = in_lane(cases(site_id), state)
    page = page_of(session, query, BY_SORT[Sort.OLDEST], cursor=cursor, limit=limit)
    counts = lane_counts(session, site_id)
    return Lane(state=state, cases=page.cases, next=page.next, counts=counts)


def page_of(
    session: Session, query: Rows, order: Order, *, cursor: str | None, limit: int
) -> Page:
    """Return so many cases of a query that come after the cursor."""
    if cursor is not None:
        query = query.where(order.after(cursor))
    keys = order.sort(query.add_columns(*order.columns)).limit(limit + 1)
    return as_page(session, session.execute(keys).all(), order, limit)


def as_page(session: Session, rows: Sequence[Any], order: Order, limit: int) -> Page:
    """Return rows as a page; one more than it holds says that there is another."""
    shown = [tuple(row) for row in rows[:limit]]
    following = order.write(shown[-1][2:]) if len(rows) > limit else None
    found = as_cases(session, [(row[0], row[1]) for row in shown])
    return Page(cases=found, next=following)


def case_of(
    session: Session, site_id: int, comment_id: UUID, number: int | None = None
) -> Case | None:
    """Return one text of a comment as a case: the newest where none is named."""
    query = cases(site_id).where(Comment.id == comment_id)
    if number is not None:
        query = query.where(Revision.number == number)
    query = query.order_by(Revision.number.desc()).limit(1)
    row = session.execute(query).first()
    return as_cases(session, [(row[0], row[1])])[0] if row else None


def cases(site_id: int, *, by_key: bool = False) -> Rows:
    """Return every text of a site that is not erased.

    ``by_key`` keeps the database from going through a lane: what the query is joined
    with says which texts it is about, and each is fetched by its key.
    """
    of_site = Revision.site_id + 0 if by_key else Revision.site_id
    query: Rows = select(Revision, Comment)
    return (
        query.join(Comment, Comment.id == Revision.comment_id)
        .options(
            joinedload(Comment.article, innerjoin=True),
            selectinload(Comment.revisions),
        )
        .where(of_site == site_id, Comment.erased_at.is_(None))
    )


def in_lane(query: Rows, state: State | None) -> Rows:
    """Return those that stand in this lane; None: in any, or on their way to one."""
    if state is None:
        return query.where(Revision.live)
    return query.where(Revision.live, Revision.state == state, ~is_intended())


def decided_by(query: Rows, moderator_id: int) -> Rows:
    """Return the texts that somebody decided about, with the latest such decision."""
    later = aliased(Decision)
    # One comment has few decisions, one person many: found by the comment, not by the
    # person, whose index the sum keeps out.
    by_the_same = (later.moderator_id + 0) == moderator_id
    again = exists().where(
        later.comment_id == Decision.comment_id,
        later.revision == Decision.revision,
        by_the_same,
        later.id > Decision.id,
    )
    return query.join(
        Decision,
        (Decision.comment_id == Revision.comment_id)
        & (Decision.revision == Revision.number),
    ).where(Decision.moderator_id == moderator_id, ~again)


def count_up_to(session: Session, query: Rows, most: int) -> int:
    """Return how many there are, without counting on after ``most``."""
    bounded = query.with_only_columns(Revision.number).limit(most)
    counted = select(func.count()).select_from(bounded.subquery())
    return session.scalar(counted) or 0


def is_intended() -> ColumnElement[bool]:
    """Return whether somebody has decided about a revision and may take it back yet."""
    return exists().where(
        IntendedDecision.comment_id == Revision.comment_id,
        IntendedDecision.revision == Revision.number,
        IntendedDecision.overtaken_at.is_(None),
    )


def as_cases(session: Session, rows: Sequence[tuple[Revision, Comment]]) -> list[Case]:
    """Return rows with what they answer, which is read for all of them at once."""
    wanted = {comment.parent_id for _, comment in rows if comment.parent_id}
    parents: dict[UUID | None, Comment] = {}
    if wanted:
        query = select(Comment).where(Comment.id.in_(wanted))
        found = session.scalars(query.options(selectinload(Comment.revisions)))
        parents = {parent.id: parent for parent in found}
    return [_case(*row, parents.get(row[1].parent_id)) for row in rows]


def _case(revision: Revision, comment: Comment, parent: Comment | None) -> Case:
    return Case(
        comment=comment,
        revision=revision,
        article=comment.article,
        parent=parent,
        parent_text=parent.latest if parent else None,
        findings=_findings(revision),
        blind=revision.findings_hidden,
    )


def _findings(revision: Revision) -> tuple[Finding, ...]:
    """Return what was found, as far as anybody may see it yet."""
    if revision.findings_hidden:
        return ()
    return tuple(Finding.from_json(row) for row in revision.findings)
