"""The articles of a site: look one up, close it, open it, hide it."""

from __future__ import annotations

from flask import Response, flash, request

from commentbox.articles.desk.lists import lists_of
from commentbox.articles.desk.shelf import shelf
from commentbox.articles.steer import set_discussion
from commentbox.domain.errors import InvalidFields, NotFound, StaleDecision
from commentbox.extensions import db
from commentbox.models import Article, Discussion, Site
from commentbox.text.incoming import tidy_line
from commentbox.web.answers import see_other
from commentbox.web.asked import now
from commentbox.web.desk import (
    asked_own_site,
    desk_blueprint,
    desk_page,
    link,
    writing,
)
from commentbox.web.i18n import gettext as _

bp = desk_blueprint("articles_desk", __name__)

#: Longer than any title that somebody would type.
MAX_WORDS = 200


@bp.get("/desk/articles")
def show_articles() -> Response:
    site, view = asked_own_site(), _asked_view()
    cursor = request.args.get("cursor") or None
    state = view["state"]
    page = shelf(
        db.session(),
        site.id,
        words=view["q"] or "",
        state=Discussion(state) if state else None,
        cursor=cursor,
    )
    return desk_page(
        "articles/list.html",
        site,
        section="articles",
        page=page,
        view=view,
        cursor=cursor,
        lists=lists_of(db.session(), site),
    )


@bp.post("/desk/articles/<int(max=2147483647):id_>/state")
def post_state(id_: int) -> Response:
    site = asked_own_site()
    to = _asked_state(request.form.get("comments"))
    seen = _asked_state(request.form.get("from"))
    if to is None:
        raise InvalidFields({"comments": [_("Please choose one of these.")]})
    article = _article(site, id_)
    if to is Discussion.HIDDEN and "sure" not in request.form:
        return _ask(site, article)
    session, moderator = writing()
    article = session.get_one(Article, id_)
    try:
        set_discussion(session, article, to, moderator=moderator, now=now(), seen=seen)
        session.commit()
        flash(_said(article), "")
    except StaleDecision:
        session.rollback()
        flash(_changed_meanwhile(), "")
    return see_other(f"{_list(site)}#article-{id_}")


def _ask(site: Site, article: Article) -> Response:
    """Show what readers would lose, before they do."""
    return desk_page(
        "articles/hide.html",
        site,
        section="articles",
        article=article,
        view=_asked_view() | {"cursor": request.args.get("cursor") or None},
        back=_list(site),
    )


def _article(site: Site, id_: int) -> Article:
    article = db.session.get(Article, id_)
    if article is None or article.site_id != site.id:
        raise NotFound("no such article")
    return article


def _said(article: Article) -> str:
    title = article.title
    match article.comments:
        case Discussion.OPEN:
            return _("Open: “%(title)s”. Readers can write again.", title=title)
        case Discussion.CLOSED:
            return _(
                "Closed: “%(title)s”. Nobody can write, all can read.", title=title
            )
        case Discussion.HIDDEN:
            return _("Hidden: “%(title)s”. Readers see nothing of it.", title=title)


def _changed_meanwhile() -> str:
    return _("Somebody was faster. Nothing was changed: look at it as it is now.")


def _list(site: Site) -> str:
    cursor = request.args.get("cursor") or None
    return link("/desk/articles", site, **_asked_view(), cursor=cursor)


def _asked_view() -> dict[str, str | None]:
    """Return what the list is narrowed to: words, and a state of the discussion."""
    state = _asked_state(request.args.get("state"))
    words = tidy_line(request.args.get("q", ""))[:MAX_WORDS]
    return {"q": words or None, "state": state.value if state else None}


def _asked_state(text: str | None) -> Discussion | None:
    """Return the state that is named. Raises ``InvalidFields`` for an unknown one."""
    if not text:
        return None
    try:
        return Discussion(text)
    except ValueError:
        raise InvalidFields({"state": [_("Please choose one of these.")]}) from None
