"""Close, open, hide and show the discussion of an article."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from commentbox.domain.errors import StaleDecision
from commentbox.models import Article, Discussion, Moderator, Site, log
from commentbox.models.settle import lock_article, lock_site

#: So many are closed in one transaction: others wait for their turn to write.
AT_ONCE = 50


def set_discussion(
    session: Session,
    article: Article,
    to: Discussion,
    *,
    moderator: Moderator | None,
    now: datetime,
    seen: Discussion | None = None,
) -> bool:
    """Let somebody steer a discussion; return whether that changed it.

    What a person opens stays open, however old the article is. The caller commits.
    Raises ``StaleDecision`` where it is no more as it was ``seen``.
    """
    article = lock_article(session, article.id)
    before = article.comments
    if before is to:
        return False
    if seen not in {None, before}:
        raise StaleDecision(None)
    article.comments = to
    article.kept_open = to is Discussion.OPEN
    article.touch(now)
    log(
        session,
        _kind(before, to),
        site_id=article.site_id,
        moderator=moderator,
        now=now,
        subject=article.title,
        **_facts(article, before),
    )
    return True


def close_old(session: Session, *, now: datetime) -> int:
    """Close discussions that are older than their site wants; return how many.

    A batch of one site; nothing is left to do where it is none. The caller commits.
    """
    sites = select(Site).where(Site.close_after_days.is_not(None)).order_by(Site.id)
    for site in session.scalars(sites):
        days = site.close_after_days or 0
        old = _old(site.id, now - timedelta(days=days))
        found = session.scalars(old.with_only_columns(Article.id)).all()
        if found:
            return _close(session, old.where(Article.id.in_(found)), days, now=now)
    return 0


def _old(site_id: int, deadline: datetime) -> Select[Article]:
    published = func.coalesce(Article.published_at, Article.created_at)
    return (
        select(Article)
        .where(
            Article.site_id == site_id,
            Article.comments == Discussion.OPEN,
            Article.kept_open.is_(False),
            published <= deadline,
        )
        .order_by(Article.id)
        .limit(AT_ONCE)
    )


def _close(session: Session, old: Select[Article], days: int, *, now: datetime) -> int:
    """Close what still is to be closed once the rows are held, then the site."""
    held = old.with_for_update(of=Article, key_share=True)
    articles = session.scalars(held.execution_options(populate_existing=True)).all()
    if not articles:
        return 0
    site = lock_site(session, articles[0].site_id)
    site.touch(now)
    for article in articles:
        article.comments = Discussion.CLOSED
        article.renew(now)
        log(
            session,
            "article.closed",
            site_id=site.id,
            moderator=None,
            now=now,
            subject=article.title,
            **_facts(article, Discussion.OPEN),
            after_days=days,
        )
    return len(articles)


def _kind(before: Discussion, to: Discussion) -> str:
    if to is Discussion.HIDDEN:
        return "article.hidden"
    if before is Discussion.HIDDEN:
        return "article.shown"
    return "article.closed" if to is Discussion.CLOSED else "article.opened"


def _facts(article: Article, before: Discussion) -> dict[str, Any]:
    return {"key": article.key, "old": before.value, "new": article.comments.value}
