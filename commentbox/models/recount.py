"""Count anew what is kept as a counter, and set right what has gone astray.

Counters move in the transaction of each change; they differ only after somebody has
changed the database by hand, or by a fault of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing
from commentbox.domain.states import State
from commentbox.models.article import Article
from commentbox.models.comment import Comment
from commentbox.models.lane_count import LaneCount
from commentbox.models.revision import Revision
from commentbox.models.settle import lock_article
from commentbox.models.site import Site

#: So many rows are held at a time.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Astray:
    """A counter, what it says, and what there is."""

    site_id: int
    #: A lane, or the id of an article.
    of: State | int
    says: int | None
    counted: int


def lanes_astray(session: Session) -> list[Astray]:
    """Return the counters of lanes that are wrong or missing."""
    said = _said_of_lanes(session)
    query = select(Revision.site_id, Revision.state, func.count())
    query = query.where(Revision.live).group_by(Revision.site_id, Revision.state)
    counted = {(site, state): n for site, state, n in session.execute(query)}
    sites = session.scalars(select(Site.id).order_by(Site.id)).all()
    every = [(site, state) for site in sites for state in State]
    return [
        Astray(*key, said.get(key), counted.get(key, 0))
        for key in every
        if said.get(key) != counted.get(key, 0)
    ]


def recount_lanes(session: Session) -> list[Astray]:
    """Set the counters of lanes right and return what they were. The caller commits."""
    # In the order in which everybody moves them; whoever is at it comes first or waits.
    place = case({state: n for n, state in enumerate(State)}, value=LaneCount.state)
    rows = session.scalars(
        select(LaneCount)
        .order_by(LaneCount.site_id, place)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    known = {(row.site_id, row.state): row for row in rows}
    found = lanes_astray(session)
    for astray in found:
        state = State(str(astray.of))
        if row := known.get((astray.site_id, state)):
            row.count = astray.counted
        else:
            session.add(
                LaneCount(site_id=astray.site_id, state=state, count=astray.counted)
            )
    session.flush()
    return found


def articles_astray(session: Session) -> Iterator[Astray]:
    """Return the articles whose count of comments is wrong."""
    query = _articles_astray().execution_options(yield_per=BATCH)
    for site_id, article_id, says, counted in session.execute(query):
        yield Astray(site_id, article_id, says, counted)


def recount_articles(session: Session, *, now: datetime) -> Iterator[Astray]:
    """Set the counts of articles right and return what they were. The caller commits.

    Readers see the count, so it is a public change.
    """
    ids = [row[1] for row in session.execute(_articles_astray())]
    # All articles before any site: see ``lock_article``.
    for id_ in ids:
        session.execute(
            select(Article.id).where(Article.id == id_).with_for_update(key_share=True)
        )
    for id_ in ids:
        article = lock_article(session, id_)
        visible = _visible().where(Comment.article_id == id_)
        if (counted := session.scalar(visible) or 0) != article.comment_count:
            yield Astray(article.site_id, id_, article.comment_count, counted)
            article.comment_count = counted
            article.touch(now)
            session.flush()


def _said_of_lanes(session: Session) -> dict[tuple[int, State], int]:
    query = select(LaneCount.site_id, LaneCount.state, LaneCount.count)
    return {(site, state): n for site, state, n in session.execute(query)}


def _visible() -> Select[int]:
    return select(func.count()).where(
        Comment.in_view, Comment.standing == Standing.PUBLIC
    )


def _articles_astray() -> Select[int, int, int, int]:
    visible = (
        select(Comment.article_id, func.count().label("n"))
        .where(Comment.in_view, Comment.standing == Standing.PUBLIC)
        .group_by(Comment.article_id)
        .subquery()
    )
    counted = func.coalesce(visible.c.n, 0)
    return (
        select(Article.site_id, Article.id, Article.comment_count, counted)
        .outerjoin(visible, visible.c.article_id == Article.id)
        .where(Article.comment_count != counted)
        .order_by(Article.id)
    )
