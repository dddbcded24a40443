"""Articles through the API."""

from __future__ import annotations

from flask import Blueprint, Response, request

from commentbox.articles.forms import FIELDS, ArticleForm, checked_key
from commentbox.articles.put_article import put_article
from commentbox.extensions import begin_write, db
from commentbox.models import Article, Site, TokenKind
from commentbox.web.answers import private_json
from commentbox.web.asked import json_object, now
from commentbox.web.bearer import require_token
from commentbox.web.i18n import rfc3339
from commentbox.web.json_form import check, from_json
from commentbox.web.urls import article_path

bp = Blueprint("articles", __name__)

#: A body of 1 MB, escaped as JSON.
MAX_REQUEST = 8_000_000


@bp.put("/api/articles/<key>")
@bp.put("/api/articles")
def put(key: str | None = None) -> Response:
    request.max_content_length = MAX_REQUEST
    site_id = require_token(TokenKind.SITE).site_id
    key = checked_key(key if key is not None else request.args.get("article", ""))
    form = ArticleForm(from_json(json_object(), FIELDS))
    check(form)
    session = begin_write(db.session())
    site = session.get_one(Site, site_id)
    article, new = put_article(session, site, key, form.to_facts(), now=now())
    session.commit()
    return private_json(_article_json(article), 201 if new else 200)


def _article_json(article: Article) -> dict[str, object]:
    published = article.published_at
    return {
        "key": article.key,
        "url": article.url,
        "title": article.title,
        "author": article.author,
        "language": article.language,
        "published_at": rfc3339(published) if published else None,
        "comments": article.comments.value,
        "count": article.comment_count,
        "discussion_url": article_path(article),
    }
