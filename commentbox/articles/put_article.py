"""Make an article known, or change what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarResult, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commentbox.articles.indexing import index_title
from commentbox.models import Article, Discussion, Site
from commentbox.models.settle import lock_site
from commentbox.text.incoming import tidy_line
from commentbox.text.plain import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """What a publisher says of an article."""

    url: str
    title: str
    author: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    #: Text or HTML, for the screening only.
    body: str | None = None
    comments: Discussion | None = None


def put_article(
    session: Session, site: Site, key: str, facts: ArticleFacts, *, now: datetime
) -> tuple[Article, bool]:
    """Return the article and whether it is new. The caller commits.

    What is left out stays as it was; the whole discussion counts as changed, since
    title and openness stand on every page of it.
    """
    values = _values(facts)
    article = _held(session, site, key).one_or_none()
    if article is None:
        try:
            with session.begin_nested():
                return _add(session, site, key, values, now=now), True
        except IntegrityError:
            # Another request has made it known in the same moment.
            article = _held(session, site, key).one()
    renamed = values["title"] != article.title
    for name, value in values.items():
        setattr(article, name, value)
    # Before the search is brought up to date: to ask for its rows writes the article.
    if session.is_modified(article):
        lock_site(session, site.id)
        article.touch(now)
    if renamed:
        index_title(session, article)
    return article, False


def _held(session: Session, site: Site, key: str) -> ScalarResult[Article]:
    """Look for the article and take its row, as all do that change its thread."""
    return session.scalars(
        select(Article)
        .where(Article.site_id == site.id, Article.key == key)
        .with_for_update(of=Article, key_share=True)
        .execution_options(populate_existing=True)
    )


def _add(
    session: Session, site: Site, key: str, values: dict[str, Any], *, now: datetime
) -> Article:
    article = Article(
        site=site,
        key=key,
        changed_at=now.replace(microsecond=0),
        created_at=now,
        **{"language": site.language, **values},
    )
    session.add(article)
    session.flush()
    return article


def _values(facts: ArticleFacts) -> dict[str, Any]:
    given = {
        "url": facts.url,
        "title": tidy_line(facts.title),
        "author": tidy_line(facts.author) if facts.author else None,
        "language": facts.language,
        "published_at": facts.published_at,
        "body": plain(facts.body) if facts.body is not None else None,
        "comments": facts.comments,
    }
    return {name: value for name, value in given.items() if value is not None}
