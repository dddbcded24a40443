"""Feeds: of an article, of a branch, of a whole site; each in three formats."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, make_response, request
from werkzeug.exceptions import NotFound as NoSuchRoute

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.extensions import db
from commentbox.models import Article, Site
from commentbox.publishing import feed_places, feeds, queries
from commentbox.publishing.atom import ATOM, render_atom
from commentbox.publishing.feed import Feed
from commentbox.publishing.json_feed import render_json_feed
from commentbox.publishing.rss import RSS, render_rss
from commentbox.publishing.syndication.wordpress import (
    COMMENTS,
    FORMATS,
    NUMBERS,
    article_at,
    format_of,
)
from commentbox.text.feeds import LANGUAGE_TAG
from commentbox.web.answers import REVALIDATE, public, readable_anywhere
from commentbox.web.asked import asked_article, asked_id, asked_site, speak_for
from commentbox.web.holding import held
from commentbox.web.i18n import gettext as _
from commentbox.web.i18n import speech
from commentbox.web.urls import absolute, article_path, site_name

bp = Blueprint("feeds", __name__)
bp.after_request(readable_anywhere)

RENDERERS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "rss": (render_rss, f"{RSS}; charset=utf-8"),
    "atom": (render_atom, f"{ATOM}; charset=utf-8"),
    "json": (render_json_feed, "application/feed+json"),
}
#: The formats as WordPress has them at the end of a path.
KNOWN = f"<any({','.join(FORMATS)}):name>"
FEED = "feed.<any(rss,atom,json):format_>"


@bp.get(f"/articles/<key>/{FEED}")
@bp.get(f"/article/{FEED}")
@held("article", never=("cursor",))
def article_feed(format_: str, key: str | None = None) -> Response:
    article = asked_article(key)
    feed = feeds.article_feed(db.session(), article, _asked(format_))
    return _answer(feed, format_, article)


@bp.get(f"/comments/<id_>/{FEED}")
@held(never=("cursor",))
def thread_feed(id_: str, format_: str) -> Response:
    comment = queries.public_comment(db.session(), asked_id(id_))
    if comment is None:
        raise NotFound("no such comment")
    speak_for(comment.article.site, comment.article.language)
    feed = feeds.thread_feed(db.session(), comment, _asked(format_))
    return _answer(feed, format_, comment.article)


@bp.get(f"/{FEED}")
@held("language", never=("cursor",))
def site_feed(format_: str) -> Response:
    site, language = asked_site(), request.args.get("language")
    if language is not None and not LANGUAGE_TAG.fullmatch(language):
        message = _("This must be a language tag such as de or en.")
        raise InvalidFields({"language": [message]})
    speak_for(site, language)
    asked = _asked(format_, language)
    return _answer(feeds.site_feed(db.session(), site, asked), format_, site)


@bp.get("/comments/feed/", strict_slashes=False)
@bp.get(f"/comments/feed/{KNOWN}/", strict_slashes=False)
def wordpress_site_feed(name: str = "rss2") -> Response:
    return _moved(FORMATS[name], None)


@bp.get("/<path:place>/feed/", strict_slashes=False)
@bp.get(f"/<path:place>/feed/{KNOWN}/", strict_slashes=False)
def wordpress_article_feed(place: str, name: str = "rss2") -> Response:
    return _moved(FORMATS[name], place)


@bp.before_app_request
def answer_wordpress_query() -> Response | None:
    """Answer ``?feed=rss2`` on an address that is nothing else."""
    name = request.args.get("feed")
    unknown = isinstance(request.routing_exception, NoSuchRoute)
    if name is None or not unknown or request.method not in {"GET", "HEAD"}:
        return None
    format_ = format_of(name)
    if format_ is None:
        return None
    named = request.path.strip("/") or any(n in request.args for n in NUMBERS)
    if not named and not name.startswith(COMMENTS):
        return None  # the blog's own feed, of articles
    return readable_anywhere(_moved(format_, request.path if named else None))


def _moved(format_: str, place: str | None) -> Response:
    """Send a subscriber on for good: to the feed of an article, or to the site's."""
    site = asked_site()
    if place is None:
        url = absolute(f"/feed.{format_}", site=site_name(site))
    else:
        article = article_at(db.session(), site, place, request.args)
        if article is None:
            raise NotFound("no such article")
        url = article_path(article, f"/feed.{format_}")
    answer = make_response("", HTTPStatus.MOVED_PERMANENTLY)
    answer.headers["Location"] = url
    answer.headers["Cache-Control"] = REVALIDATE
    return answer


def _asked(format_: str, language: str | None = None) -> feeds.Asked:
    """Return what the address says. Raises ``InvalidFields``."""
    cursor = request.args.get("cursor")
    return feeds.Asked(
        format=format_,
        lang=speech().language if request.args.get("lang") else None,
        language=language,
        place=feed_places.read(cursor) if cursor else None,
    )


def _answer(feed: Feed, format_: str, of: Article | Site) -> Response:
    renderer, content_type = RENDERERS[format_]
    return public(renderer(feed), content_type, changed_at=feed.updated, of=of)
