"""What anybody may read: discussion, thread, counts, permalinks, feeds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.extensions import db
from commentbox.models import Article
from commentbox.publishing import feeds, queries
from commentbox.publishing.atom import ATOM, render_atom
from commentbox.publishing.discussion import (
    asked_page,
    render_discussion,
    rules_and_notice,
)
from commentbox.publishing.feed import Feed
from commentbox.publishing.json_feed import render_json_feed
from commentbox.publishing.page import thread_page
from commentbox.publishing.rss import RSS, render_rss
from commentbox.publishing.thread_json import thread_json
from commentbox.web.answers import (
    public,
    public_json,
    readable_anywhere,
    see_other,
)
from commentbox.web.asked import (
    asked_article,
    asked_id,
    asked_site,
    now,
    origins_of,
    speak_for,
)
from commentbox.web.headers import may_be_framed_by
from commentbox.web.i18n import gettext as _

bp = Blueprint("publishing", __name__)
bp.after_request(readable_anywhere)

HTML = "text/html; charset=utf-8"

RENDERERS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "rss": (render_rss, f"{RSS}; charset=utf-8"),
    "atom": (render_atom, f"{ATOM}; charset=utf-8"),
    "json": (render_json_feed, "application/feed+json"),
}

#: So many articles can be counted in one request: a long list of teasers.
MAX_COUNTED = 200


@bp.get("/api/comments")
def thread() -> Response:
    article = asked_article()
    session = db.session()
    rules, notice = rules_and_notice(session, article)
    page = thread_page(session, article, **asked_page())
    answer = thread_json(article, page, notice=notice, rules=rules)
    return public_json(answer, changed_at=article.changed_at)


@bp.get("/api/counts")
def count() -> Response:
    site = asked_site()
    keys = request.args.getlist("article")
    if not 0 < len(keys) <= MAX_COUNTED:
        message = _("Name 1 to %(max)s articles.", max=MAX_COUNTED)
        raise InvalidFields({"article": [message]})
    return public_json({"counts": queries.counts(db.session(), site.id, keys)})


@bp.get("/articles/<key>")
@bp.get("/article")
def discussion(key: str | None = None) -> Response:
    article = asked_article(key)
    may_be_framed_by(*sorted(origins_of(article.site)))
    page = render_discussion(db.session(), article)
    return public(page, HTML, changed_at=_page_changed_at(article))


@bp.get("/articles/<key>/comments")
@bp.get("/article/comments")
def fragment(key: str | None = None) -> Response:
    article = asked_article(key)
    may_be_framed_by(*sorted(origins_of(article.site)))
    page = render_discussion(db.session(), article, fragment=True)
    return public(page, HTML, changed_at=_page_changed_at(article))


@bp.get("/comments/<id_>")
def permalink(id_: str) -> Response:
    comment = queries.public_comment(db.session(), asked_id(id_))
    if comment is None:
        raise NotFound("no such comment")
    page, _sep, _fragment = comment.article.url.partition("#")
    answer = see_other(f"{page}#comment-{comment.id}")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/articles/<key>/feed.<any(rss,atom,json):format_>")
@bp.get("/article/feed.<any(rss,atom,json):format_>")
def article_feed(format_: str, key: str | None = None) -> Response:
    article = asked_article(key)
    return _feed_answer(feeds.article_feed(db.session(), article, format_), format_)


@bp.get("/comments/<id_>/feed.<any(rss,atom,json):format_>")
def thread_feed(id_: str, format_: str) -> Response:
    comment = queries.public_comment(db.session(), asked_id(id_))
    if comment is None:
        raise NotFound("no such comment")
    speak_for(comment.article.site, comment.article.language)
    return _feed_answer(feeds.thread_feed(db.session(), comment, format_), format_)


@bp.get("/feed.<any(rss,atom,json):format_>")
def site_feed(format_: str) -> Response:
    site = asked_site()
    return _feed_answer(feeds.site_feed(db.session(), site, format_), format_)


def _feed_answer(feed: Feed, format_: str) -> Response:
    renderer, content_type = RENDERERS[format_]
    return public(renderer(feed), content_type, changed_at=feed.updated)


def _page_changed_at(article: Article) -> datetime:
    """The page carries the stamp of its hour: it changes at least with that."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    return max(article.changed_at, hour)
