"""What anybody may read: discussion, thread, counts, permalinks."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request

from commentbox.domain.errors import InvalidFields, NotFound
from commentbox.extensions import db
from commentbox.models import Article
from commentbox.publishing import queries
from commentbox.publishing.discussion import (
    asked_page,
    render_discussion,
    rules_and_notice,
)
from commentbox.publishing.page import cursors_in, thread_page
from commentbox.publishing.place import place_of
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
)
from commentbox.web.headers import may_be_framed_by
from commentbox.web.holding import held
from commentbox.web.i18n import gettext as _

bp = Blueprint("publishing", __name__)
bp.after_request(readable_anywhere)

HTML = "text/html; charset=utf-8"

#: So many articles can be counted in one request: a long list of teasers.
MAX_COUNTED = 200


@bp.get("/api/comments")
@held("article", "sort", "cursor", never=("limit", "comment"))
def thread() -> Response:
    article = asked_article()
    session = db.session()
    rules, notice = rules_and_notice(session, article)
    asked = asked_page()
    if (wanted := request.args.get("comment")) is not None:
        asked["cursor"] = place_of(session, article, asked_id(wanted), asked["sort"])
    page = thread_page(session, article, **asked)
    answer = thread_json(article, page, notice=notice, rules=rules)
    return public_json(
        answer,
        changed_at=article.changed_at,
        of=article,
        leads=cursors_in(page),
        link=_link_to_main_feed(article),
    )


@bp.get("/api/counts")
@held(repeated=("article",), on_disk=False)
def count() -> Response:
    site = asked_site()
    keys = request.args.getlist("article")
    if not 0 < len(keys) <= MAX_COUNTED:
        message = _("Name 1 to %(max)s articles.", max=MAX_COUNTED)
        raise InvalidFields({"article": [message]})
    counts = queries.counts(db.session(), site.id, keys)
    return public_json({"counts": counts}, of=site)


@bp.get("/articles/<key>")
@bp.get("/article")
@held("article", "sort", "cursor", never=("limit", "reply_to"))
def discussion(key: str | None = None) -> Response:
    article = asked_article(key)
    may_be_framed_by(*sorted(origins_of(article.site)))
    return _page_answer(article)


@bp.get("/articles/<key>/comments")
@bp.get("/article/comments")
@held("article", "sort", "cursor", never=("limit", "reply_to"))
def fragment(key: str | None = None) -> Response:
    article = asked_article(key)
    may_be_framed_by(*sorted(origins_of(article.site)))
    return _page_answer(article, fragment=True)


@bp.get("/comments/<id_>")
def permalink(id_: str) -> Response:
    comment = queries.public_comment(db.session(), asked_id(id_))
    if comment is None:
        raise NotFound("no such comment")
    page, _sep, _fragment = comment.article.url.partition("#")
    answer = see_other(f"{page}#comment-{comment.id}")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _page_answer(article: Article, *, fragment: bool = False) -> Response:
    """The page carries the stamp of its hour: it changes at least with that."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    page = thread_page(db.session(), article, **asked_page())
    text = render_discussion(db.session(), article, page=page, fragment=fragment)
    return public(
        text,
        HTML,
        changed_at=max(article.changed_at, hour),
        of=article,
        until=hour + timedelta(hours=1),
        leads=cursors_in(page),
    )


def _link_to_main_feed(article: Article) -> str | None:
    """Return where readers find the site's feed of articles, as a header says it."""
    url = article.site.feed_url
    return f'<{url}>; rel="alternate"; type="application/rss+xml"' if url else None
