"""Errors as answers: problem+json for programs, pages for people.

RFC 9457. ``errors`` names fields and says in the reader's language what is wrong.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from commentbox.domain.errors import (
    CommentboxError,
    DiscussionClosed,
    DuplicateComment,
    ImpossibleMove,
    InvalidFields,
    KeyReused,
    NotAllowed,
    NotFound,
    NoticeSuperseded,
    NotSignedIn,
    StaleDecision,
    StaleVersion,
    TooManyAttempts,
)
from commentbox.extensions import db, is_away
from commentbox.web.asked import said_speech, speak_somehow
from commentbox.web.holding import AWAY
from commentbox.web.i18n import N_, ngettext, set_speech
from commentbox.web.i18n import gettext as _

log = logging.getLogger(__name__)

#: Each error of the domain, its status, and what a person reads.
ANSWERS: dict[type[CommentboxError], tuple[HTTPStatus, str]] = {
    NotFound: (HTTPStatus.NOT_FOUND, N_("There is nothing here.")),
    NotSignedIn: (HTTPStatus.UNAUTHORIZED, N_("The token is missing or not valid.")),
    NotAllowed: (HTTPStatus.FORBIDDEN, N_("This is not allowed.")),
    InvalidFields: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        N_("Please check what you entered."),
    ),
    DiscussionClosed: (HTTPStatus.CONFLICT, N_("This discussion is closed.")),
    DuplicateComment: (
        HTTPStatus.CONFLICT,
        N_("You have just sent exactly this comment."),
    ),
    KeyReused: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        N_("This Idempotency-Key was already used with another body."),
    ),
    NoticeSuperseded: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        N_("The privacy notice has changed since. Please read the new wording."),
    ),
    StaleDecision: (
        HTTPStatus.CONFLICT,
        N_("This comment has changed since you looked at it."),
    ),
    StaleVersion: (
        HTTPStatus.CONFLICT,
        N_("Somebody has published another version in the meantime."),
    ),
    ImpossibleMove: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        N_("A comment in this state cannot go there."),
    ),
    TooManyAttempts: (
        HTTPStatus.TOO_MANY_REQUESTS,
        N_("Too many attempts. Please wait a moment."),
    ),
}

#: What people read where HTTP itself has the error; other statuses keep their phrase.
PHRASES = {
    HTTPStatus.BAD_REQUEST: N_("The request could not be understood."),
    HTTPStatus.FORBIDDEN: N_("This is not allowed."),
    HTTPStatus.NOT_FOUND: N_("There is nothing here."),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("This address does not take such a request."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("This is too large."),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: N_("This kind of content is not taken here."),
    HTTPStatus.TOO_MANY_REQUESTS: N_("Too many attempts. Please wait a moment."),
    HTTPStatus.SERVICE_UNAVAILABLE: N_(
        "This cannot be done right now. Please try again."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: N_("Something went wrong here."),
}

#: How long a client should wait when the database is busy or away.
RETRY_AFTER_S = 5

#: Nobody counts more seconds than these.
MOST_SECONDS = 99


def wants_problem() -> bool:
    """Return whether a program asked: an API, or one of the JSON forms of a page."""
    path = request.path
    return path.startswith(("/api/", "/v1alpha1/")) or path.endswith(".json")


def problem(status: int, detail: str, **members: Any) -> Response:
    """Return an RFC 9457 answer."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    # Names of unknown fields are repeated, and they may hold lone surrogates.
    data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    response = make_response(data, status)
    response.content_type = "application/problem+json"
    response.cache_control.no_store = True
    return response


def error_page(status: int, detail: str) -> Response:
    page = render_template("error.html", status=status, detail=detail)
    response = make_response(page, status)
    response.cache_control.no_store = True
    return response


def answer(status: int, message: str, **members: Any) -> Response:
    """Return an error in the form and the language that was asked for."""
    speak_somehow()
    return _in_form(status, _(message), **members)


def _in_form(status: int, detail: str, **members: Any) -> Response:
    if wants_problem():
        return problem(status, detail, **members)
    return error_page(status, detail)


def words_for(error: CommentboxError) -> str:
    """Return what a person reads: of too many attempts also how long to wait."""
    if not isinstance(error, TooManyAttempts):
        return _(ANSWERS[type(error)][1])
    if error.retry_after <= MOST_SECONDS:
        return ngettext(
            "Too many attempts. Please wait %(n)s second, then try again.",
            "Too many attempts. Please wait %(n)s seconds, then try again.",
            error.retry_after,
        )
    return ngettext(
        "Too many attempts. Please wait %(n)s minute, then try again.",
        "Too many attempts. Please wait %(n)s minutes, then try again.",
        -(-error.retry_after // 60),
    )


def on_domain_error(error: CommentboxError) -> Response:
    db.session.rollback()
    status = ANSWERS[type(error)][0]
    members: dict[str, Any] = {}
    match error:
        case InvalidFields():
            members["errors"] = error.errors
        case NoticeSuperseded():
            members["errors"] = {"notice_version": [error.text]}
            members["notice"] = {"version": error.current_version, "text": error.text}
        case StaleDecision():
            members["decision"] = error.first
    speak_somehow()
    response = _in_form(status, words_for(error), **members)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def on_http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    status = HTTPStatus(error.code)
    said = PHRASES.get(status, status.phrase)
    response = answer(status, said)
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def on_database_error(error: SQLAlchemyError) -> Response:
    """The database is away or locked: not an error of ours, and it passes."""
    db.session.rollback()
    if not is_away(error):
        raise error
    log.warning("the database does not answer: %s", type(error).__name__)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = answer(status, PHRASES[status])
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _give_up_at_once() -> None:
    # Found out in front of the application: nobody shall wait in vain.
    if request.environ.get(AWAY):
        set_speech(said_speech())
        g.speaks = True
        raise ServiceUnavailable(retry_after=RETRY_AFTER_S)


def register(app: Flask) -> None:
    app.before_request(_give_up_at_once)
    app.register_error_handler(CommentboxError, on_domain_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(SQLAlchemyError, on_database_error)
