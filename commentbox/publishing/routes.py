"""What anybody may read: discussion, thread, counts, permalinks."""

from __future__ import annotations

from datetime import datetime

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
from commentbox.publishing.page import thread_page
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
from commentbox.web.i18n import gettext as _

bp = Blueprint("publishing", __name__)
bp.after_request(readable_anywhere)

HTML = "text/html; charset=utf-8"

#: So many articles can be counted in one request: a long list of teasers.
MAX_COUNTED = 200


@bp.get("/api/comments")
def thread() -> Response:
    article = asked_article()
    session = db.session()
    rules, notice = rules_and_notice(session, article)
    asked = asked_page()
    if wanted := request.args.get("comment"):
        asked["cursor"] = place_of(session, article, asked_id(wanted), asked["sort"])
    page = thread_page(session, article, **asked)
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


def _page_changed_at(article: Article) -> datetime:
    """The page carries the stamp of its hour: it changes at least with that."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    return max(article.changed_at, hour)
