"""Settle what readers see of a comment after any of its revisions has moved.

The one place that derives a comment's standing, and what it means for its branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from commentbox.domain.standing import Standing, in_view
from commentbox.domain.states import State
from commentbox.models.article import Article, Discussion
from commentbox.models.branch import visible_alone
from commentbox.models.comment import Comment
from commentbox.models.lanes import lanes_of, shift_lanes
from commentbox.models.site import Site


def lock_article(session: Session, article_id: int) -> Article:
    """Take the rows of article and site: public changes go one after the other.

    Always in this order, so that no two wait for each other.
    """
    article = session.scalars(
        select(Article)
        .where(Article.id == article_id)
        .with_for_update(of=Article, key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    lock_site(session, article.site_id)
    return article


def lock_site(session: Session, site_id: int) -> Site:
    """Take the row of a site, whose time of change moves with every public change."""
    return session.scalars(
        select(Site)
        .where(Site.id == site_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def touch_articles(session: Session, site_id: int, now: datetime) -> None:
    """Note that every discussion of a site has changed: what stands under each did."""
    articles = select(Article).where(Article.site_id == site_id).order_by(Article.id)
    rows = articles.with_only_columns(Article.id).with_for_update(key_share=True)
    # The rows of articles first, as ever; so long, what is new of the site waits.
    with session.no_autoflush:
        session.execute(rows).all()
    session.flush()
    site = lock_site(session, site_id)
    site.touch(now)
    site.renewed = site.version
    for article in session.scalars(articles.execution_options(yield_per=500)):
        article.renew(now)


@contextmanager
def changing(session: Session, comment: Comment, *, now: datetime) -> Iterator[None]:
    """Within this block revisions move; at its end standing, lanes and branch follow.

    The caller holds the article (``lock_article``) and commits.
    """
    lanes = lanes_of(comment.revisions)
    seen = _what_readers_see(comment)
    was, counted = comment.standing, _counts(comment)
    yield
    # Half of a change breaks the table's own rules: it is written when it is whole.
    with session.no_autoflush:
        _settle_standing(comment, now)
        _settle_live(comment)
    shift_lanes(session, comment.site_id, lanes, lanes_of(comment.revisions))
    if _what_readers_see(comment) != seen:
        comment.changed_at = now
        session.flush()
        visible = visible_alone(session, comment, was)
        if visible is None:
            _settle_branch(session, comment, counted=counted, now=now)
        else:
            _settle_alone(comment, visible=visible, counted=counted, now=now)
    session.flush()


def _what_readers_see(comment: Comment) -> tuple[object, ...]:
    text = comment.revision(comment.shown) if comment.shown else None
    # A text that is not public may be rendered anew, and nobody notices.
    html = text.html if text and comment.standing is Standing.PUBLIC else None
    return (
        *(comment.standing, comment.shown, html),
        *(comment.removed_rule, comment.removed_at),
    )


def _counts(comment: Comment) -> bool:
    return comment.in_view and comment.standing is Standing.PUBLIC


def _settle_standing(comment: Comment, now: datetime) -> None:
    settled = comment.decided_public
    if comment.erased_at is not None:
        was_known = comment.standing is not Standing.HIDDEN
        comment.standing = Standing.PLACEHOLDER if was_known else Standing.HIDDEN
    elif settled is None:
        comment.standing = Standing.HIDDEN
    else:
        comment.shown = settled.number
        removed = settled.state is State.REMOVED
        comment.standing = Standing.TOMBSTONE if removed else Standing.PUBLIC
    if comment.standing is not Standing.TOMBSTONE:
        comment.removed_rule = comment.removed_at = None
    if comment.standing is Standing.PUBLIC and settled is not None:
        comment.published_at = comment.published_at or now
        free = timedelta(minutes=comment.article.site.edit_minutes)
        late = settled.number > 1 and settled.posted_at > comment.posted_at + free
        comment.edited_at = settled.posted_at if late else None


def _settle_live(comment: Comment) -> None:
    """A text waits in a lane while it is the newest, or the one that readers see."""
    settled = comment.decided_public
    for revision in comment.revisions:
        wanted = revision is comment.latest or revision is settled
        revision.live = wanted and comment.erased_at is None


def _settle_alone(
    comment: Comment, *, visible: bool, counted: bool, now: datetime
) -> None:
    """Bring count and article up to date where nothing else of the branch changes."""
    in_sight = comment.in_view or visible
    comment.in_view = visible
    _settle_feed(comment, reached=visible)
    comment.article.comment_count += _counts(comment) - counted
    if in_sight and comment.article.comments is not Discussion.HIDDEN:
        comment.article.touch(now)


def _settle_branch(
    session: Session, comment: Comment, *, counted: bool, now: datetime
) -> None:
    """Bring the branch of a changed comment, the count and the article up to date."""
    branch = session.scalars(
        select(Comment).where(Comment.root_id == comment.root_id)
    ).all()
    before = {c.id for c in branch if c is not comment and _counts(c)}
    if counted:
        before.add(comment.id)
    view = in_view((c.id, c.parent_id, c.standing) for c in branch)
    in_sight = comment.in_view or comment.id in view.seen
    for member in branch:
        member.in_view = member.id in view.seen
        _settle_feed(member, reached=member.id in view.reached)
    after = {c.id for c in branch if _counts(c)}
    for member in branch:
        # A subscriber meets it only now, however long ago it was approved.
        if member.id in after - before:
            member.changed_at = now
    comment.article.comment_count += len(after) - len(before)
    # What nobody may see changes no tag and no date either.
    if in_sight and comment.article.comments is not Discussion.HIDDEN:
        comment.article.touch(now)


def _settle_feed(comment: Comment, *, reached: bool) -> None:
    """Feeds tell what becomes of that which they once had, and of nothing else.

    A withdrawn comment stays in them, empty, when no reply holds its place any more.
    """
    comment.was_in_view = comment.was_in_view or _counts(comment)
    withdrawn = comment.standing is Standing.PLACEHOLDER and reached
    comment.in_feed = comment.was_in_view and (comment.in_view or withdrawn)
