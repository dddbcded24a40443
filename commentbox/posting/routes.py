"""The page form, and the author's own page: all that works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ServiceUnavailable, UnsupportedMediaType

from commentbox.domain.errors import (
    CommentboxError,
    DiscussionClosed,
    DuplicateComment,
    InvalidFields,
    NoticeSuperseded,
    TooManyAttempts,
)
from commentbox.domain.submission import Source
from commentbox.extensions import begin_write, db
from commentbox.models import Article, Comment, Discussion
from commentbox.posting.api import FORM_TYPES
from commentbox.posting.attempt import Attempt
from commentbox.posting.author import decisions_of, own_comment, withdraw
from commentbox.posting.heard import messages_to
from commentbox.posting.place import asked_place
from commentbox.posting.revise import revise
from commentbox.posting.spool.asked import last_known, own_spooled
from commentbox.posting.spool.own import withdraw_spooled
from commentbox.posting.spool.pages import not_received, received
from commentbox.posting.spool.spooling import spooling
from commentbox.posting.spool.take_in import (
    RETRY_AFTER_S,
    spool_post,
    stored_or_spooled,
)
from commentbox.posting.status import status_json
from commentbox.posting.take_in import take_in
from commentbox.text.incoming import xml_safe
from commentbox.text.sanitise import render
from commentbox.web import limits
from commentbox.web.answers import see_other
from commentbox.web.asked import asked_article, asked_id, check_origin, now, speak_for
from commentbox.web.body_form import BodyForm
from commentbox.web.client import client_network
from commentbox.web.errors import ANSWERS, words_for
from commentbox.web.form_state import FormState
from commentbox.web.json_form import check
from commentbox.web.urls import absolute

#: Renders the discussion with what was typed; publishing has it, the factory binds it.
RenderDiscussion = Callable[[Session, Article, FormState], str]

Refused = (
    InvalidFields,
    NoticeSuperseded,
    DuplicateComment,
    DiscussionClosed,
    TooManyAttempts,
)


def typed() -> dict[str, str]:
    """Return what was typed, as a page can show it again."""
    return {name: xml_safe(value) for name, value in request.form.items()}


def _as_typed(error: CommentboxError) -> tuple[FormState, int]:
    """Return the form with what is wrong in it, and the status that says so."""
    errors = error.errors if isinstance(error, InvalidFields) else {}
    state = FormState(values=typed(), errors=errors, message=words_for(error))
    return state, ANSWERS[type(error)][0]


def sent() -> MultiDict[str, str]:
    return MultiDict((name, value) for name, value in request.form.items())


def _spool(key: str, attempt: Attempt) -> Response:
    article = last_known(key)
    try:
        taken = spool_post(attempt, article, sent(), source=Source.PAGE)
    except Refused as error:
        # The discussion cannot be shown around it, but nothing typed is lost.
        state, status = _as_typed(error)
        return _private(not_received(article, state), status)
    return see_other(own_url(taken.id, taken.token))


def page_form(render_discussion: RenderDiscussion) -> Blueprint:
    """Return the routes of the form under a discussion."""
    bp = Blueprint("posting", __name__)

    @bp.post("/articles/<key>/comments")
    @bp.post("/article/comments")
    def post(key: str | None = None) -> Response:
        if request.mimetype not in FORM_TYPES:
            raise UnsupportedMediaType("send a form")
        # Read here, whoever asks for it: it comes from a connection.
        if request.form.get("action") == "preview":
            return _preview(_asked(key))
        asked = request.args.get("article", "") if key is None else key
        return stored_or_spooled(partial(_store, key), partial(_spool, asked))

    def _asked(key: str | None) -> Article:
        article = asked_article(key, reading=False)
        check_origin(article.site)
        if article.comments is Discussion.HIDDEN:
            # Nothing of it may be shown, so not even the form with what was typed.
            raise DiscussionClosed("this discussion takes no comments")
        return article

    def _store(key: str | None, attempt: Attempt) -> Response:
        article = _asked(key)
        try:
            place = asked_place(article.key)
            given: dict[str, Any] = {"source": Source.PAGE, "is_form": True}
            taken = take_in(db.session(), place, sent(), attempt=attempt, **given)
        except Refused as error:
            return _again(article, error)
        return see_other(own_url(taken.id, taken.token))

    def _preview(article: Article) -> Response:
        limits.hit("preview", client_network())
        form = BodyForm(request.form)
        try:
            check(form)
        except InvalidFields as error:
            return _again(article, error)
        shown = render(form.body.data or "", format="markdown")
        return _page(article, FormState(values=typed(), preview=shown), 200)

    def _again(article: Article, error: CommentboxError) -> Response:
        """Show the same page with all that was typed, and what is wrong with it."""
        db.session.rollback()
        state, status = _as_typed(error)
        response = _page(article, state, status)
        if isinstance(error, TooManyAttempts):
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    def _page(article: Article, state: FormState, status: int) -> Response:
        response = make_response(
            render_discussion(db.session(), article, state), status
        )
        response.cache_control.no_store = True
        return response

    return bp


own = Blueprint("own", __name__)


def own_url(comment_id: object, token: str) -> str:
    return absolute(
        f"/comments/{comment_id}/mine", token=token, lang=request.args.get("lang")
    )


@own.get("/comments/<id_>/mine")
def mine(id_: str) -> Response:
    if (found := own_spooled(id_, request.args.get("token", ""))) is not None:
        return _private(received(*found, request.args.get("token", "")))
    comment = _own(id_, request.args.get("token", ""))
    return _own_page(comment, request.args.get("token", ""))


@own.post("/comments/<id_>/edit")
def edit(id_: str) -> Response:
    token = request.form.get("token", "")
    if own_spooled(id_, token, writing=True):
        raise ServiceUnavailable(retry_after=RETRY_AFTER_S)
    comment = _own(id_, token)
    check_origin(comment.article.site)
    form = BodyForm(request.form)
    try:
        check(form)
        limits.hit("client", client_network())
    except (InvalidFields, TooManyAttempts) as error:
        state, status = _as_typed(error)
        return _own_page(comment, token, state, status)
    revise(db.session(), comment, form.body.data or "", now=now())
    return see_other(own_url(comment.id, token))


@own.post("/comments/<id_>/withdraw")
def withdraw_comment(id_: str) -> Response:
    token = request.form.get("token", "")
    found = own_spooled(id_, token, writing=True)
    if found is not None and withdraw_spooled(spooling().folder, found[0].id):
        return _private(render_template("posting/withdrawn.html", article=found[1]))
    comment = _own(id_, token)
    check_origin(comment.article.site)
    comment_id = comment.id
    session = begin_write(db.session())
    comment = session.get_one(Comment, comment_id)
    withdraw(session, comment, now=now())
    session.commit()
    page = render_template("posting/withdrawn.html", article=comment.article)
    return _private(page)


def _own(id_: str, token: str) -> Comment:
    comment = own_comment(db.session(), asked_id(id_), token)
    speak_for(comment.article.site, comment.article.language)
    return comment


def _own_page(
    comment: Comment, token: str, form: FormState | None = None, status: int = 200
) -> Response:
    page = render_template(
        "posting/mine.html",
        comment=comment,
        article=comment.article,
        site=comment.article.site,
        status=status_json(db.session(), comment),
        decisions=decisions_of(db.session(), comment),
        messages=messages_to(db.session(), comment),
        token=token,
        form=form or FormState(values={"body": comment.latest.body}),
    )
    return _private(page, status)


def _private(page: str, status: int = 200) -> Response:
    """Return a page for its author alone: reached by a token, kept nowhere."""
    response = make_response(page, status)
    response.cache_control.no_store = True
    response.headers["X-Robots-Tag"] = "noindex"
    return response
