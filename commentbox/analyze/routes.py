"""Score a text for a program that speaks Perspective's API; nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from commentbox.analyze.answering import answer, thanked
from commentbox.analyze.asking import read_comment, read_request
from commentbox.analyze.attributes import Unanswered
from commentbox.analyze.refused import (
    STATUS_NAMES,
    Refused,
    invalid,
    no_key,
    too_many,
    unknown_key,
    wrong_key,
)
from commentbox.domain.errors import NotAllowed, NotSignedIn, TooManyAttempts
from commentbox.extensions import db
from commentbox.models import TokenKind
from commentbox.web.bearer import require_token
from commentbox.web.errors import RETRY_AFTER_S
from commentbox.web.limits import hit

bp = Blueprint("analyze", __name__)


@bp.post("/v1alpha1/comments:analyze")
def analyze() -> Response:
    site_language = _language_of_key()
    return _answer(answer(read_request(_body()), site_language))


@bp.post("/v1alpha1/comments:suggestscore")
def suggest_score() -> Response:
    site_language = _language_of_key()
    return _answer(thanked(read_comment(_body()), site_language))


def _language_of_key() -> str:
    """Let in who has a key, as often as it may; return the language of its site."""
    given = request.headers.get("X-Goog-Api-Key") or request.args.get("key", "")
    if not given.strip():
        raise no_key()
    token = require_token(TokenKind.SCREENING, given.strip())
    hit("analyze", token.token_hash)
    return token.site.language


def _body() -> Mapping[str, Any]:
    """Return the JSON of the body, whatever type it says it has: many clients err."""
    data = request.get_data()
    # A body of unannounced length is cut off at the limit without a word.
    if request.content_length is None and len(data) == request.max_content_length:
        raise RequestEntityTooLarge
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise invalid("Invalid JSON payload received.") from None
    if not isinstance(value, dict):
        raise invalid("Invalid JSON payload received. An object is needed.")
    return value


def _no_number(name: str) -> None:
    raise ValueError(name)


@bp.errorhandler(Refused)
def _refuse(error: Refused) -> Response:
    db.session.rollback()
    response = _answer(error.as_json(), error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@bp.errorhandler(NotSignedIn)
def _unknown_key(_error: NotSignedIn) -> Response:
    return _refuse(unknown_key())


@bp.errorhandler(NotAllowed)
def _wrong_key(_error: NotAllowed) -> Response:
    return _refuse(wrong_key())


@bp.errorhandler(TooManyAttempts)
def _too_many(error: TooManyAttempts) -> Response:
    return _refuse(too_many(error.retry_after))


@bp.errorhandler(Unanswered)
@bp.errorhandler(OperationalError)
def _unavailable(_error: Exception) -> Response:
    return _refuse(
        Refused(
            "This text could not be scored right now. Please try again.",
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            retry_after=RETRY_AFTER_S,
        )
    )


@bp.errorhandler(HTTPException)
def _http_error(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        size = request.max_content_length
        return _refuse(
            invalid(f"Request payload size exceeds the limit: {size} bytes.")
        )
    if status not in STATUS_NAMES:
        status = HTTPStatus.BAD_REQUEST
    return _refuse(Refused(status.phrase, status=status))


def _answer(value: Mapping[str, Any], status: int = HTTPStatus.OK) -> Response:
    # ASCII: what is repeated of a request may hold anything.
    response = make_response(json.dumps(value), status)
    response.content_type = "application/json; charset=UTF-8"
    response.cache_control.no_store = True
    return response
