"""Change what is known of an article, as whoever runs the server asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from commentbox.articles.forms import ArticleForm
from commentbox.articles.put_article import put_article
from commentbox.articles.steer import set_discussion
from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.models import Article, Site
from commentbox.web.json_form import check


def find_article(session: Session, site: Site, key: str) -> Article:
    """Return the article of a key. Raises ``NotFound`` and says what is near."""
    query = select(Article).where(Article.site_id == site.id)
    article = session.scalar(query.where(Article.key == key))
    if article is not None:
        return article
    # Addresses are taken for keys, and keys are told from one another by every sign.
    near = session.scalar(query.where(Article.url == key).order_by(Article.id).limit(1))
    hint = f"; {near.key!r} has this address" if near else ""
    raise NotFound(f"{site.name} has no article {key!r}{hint}")


def change_article(
    session: Session, site: Site, key: str, given: Mapping[str, str], *, now: datetime
) -> bool:
    """Change what is given, leave the rest, and return whether that changed anything.

    Raises ``InvalidFields`` where a value does not fit, or an address is that of
    another article. The caller commits.
    """
    article = find_article(session, site, key)
    form = ArticleForm(MultiDict({"url": article.url, "title": article.title, **given}))
    check(form)
    facts = form.to_facts()
    if facts.url != article.url:
        _refuse_taken(session, site, facts.url)
    before = article.version
    put_article(session, site, key, replace(facts, comments=None), now=now)
    if facts.comments is not None:
        # A person did it: an article that was opened like this stays open.
        set_discussion(session, article, facts.comments, moderator=None, now=now)
    return article.version != before


def _refuse_taken(session: Session, site: Site, url: str) -> None:
    query = select(Article.key).where(Article.site_id == site.id, Article.url == url)
    holder = session.scalar(query.order_by(Article.id).limit(1))
    if holder is not None:
        raise InvalidFields({"url": [f"{url} is the address of {holder!r} already"]})
