"""Posting, editing, withdrawing and asking after a comment through the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ServiceUnavailable

from commentbox.domain.submission import Source
from commentbox.extensions import begin_write, db
from commentbox.models import Comment
from commentbox.posting.attempt import Attempt, Taken
from commentbox.posting.author import own_comment, withdraw
from commentbox.posting.forms import FIELDS
from commentbox.posting.place import asked_place
from commentbox.posting.revise import revise
from commentbox.posting.spool.asked import (
    last_known,
    own_spooled,
    sites_now_or_last_known,
)
from commentbox.posting.spool.own import spooled_json, withdraw_spooled
from commentbox.posting.spool.spooling import spooling
from commentbox.posting.spool.take_in import (
    RETRY_AFTER_S,
    spool_post,
    stored_or_spooled,
)
from commentbox.posting.status import status_json
from commentbox.posting.take_in import take_in
from commentbox.text.sanitise import render
from commentbox.web import limits
from commentbox.web.answers import private_json
from commentbox.web.asked import (
    asked_id,
    asked_site,
    bearer_token,
    check_origin,
    json_object,
    now,
    origins_of,
    site_among,
    speak_for,
)
from commentbox.web.body_form import BodyForm
from commentbox.web.client import client_network
from commentbox.web.json_form import check, from_json
from commentbox.web.urls import absolute

bp = Blueprint("posting_api", __name__)

FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}

WRITE_METHODS = "POST, PATCH, DELETE"
WRITE_HEADERS = "Content-Type, Authorization, Idempotency-Key"


# Before all others: Flask answers OPTIONS by itself for every rule that it meets.
@bp.route("/api/comments", methods=["OPTIONS"])
@bp.route("/api/preview", methods=["OPTIONS"])
@bp.route("/api/comments/<id_>", methods=["OPTIONS"])
@bp.route("/api/comments/<id_>/status", methods=["OPTIONS"])
def preflight(id_: str | None = None) -> Response:
    response = make_response("", 204)
    if _is_own_origin(request.headers.get("Origin", "")):
        response.headers["Access-Control-Allow-Methods"] = WRITE_METHODS
        response.headers["Access-Control-Allow-Headers"] = WRITE_HEADERS
        response.headers["Access-Control-Max-Age"] = "600"
    return response


@bp.post("/api/comments")
def post() -> Response:
    _read_body()
    return stored_or_spooled(_store, _spool)


def _store(attempt: Attempt) -> Response:
    place = asked_place()
    given: dict[str, Any] = {"source": Source.API, "is_form": _is_form()}
    taken = take_in(db.session(), place, _fields(), attempt=attempt, **given)
    return _told(taken)


def _spool(attempt: Attempt) -> Response:
    article = last_known(request.args.get("article", ""))
    return _told(spool_post(attempt, article, _fields(), source=Source.API))


def _told(taken: Taken) -> Response:
    return private_json(_taken_json(taken), 202 if taken.is_spooled else 201)


def _is_form() -> bool:
    return request.mimetype in FORM_TYPES


def _read_body() -> None:
    """Read it once, for whoever asks: it comes from a connection."""
    _ = request.form if _is_form() else request.get_data()


def _fields() -> MultiDict[str, str]:
    return _form_fields() if _is_form() else from_json(json_object(), FIELDS)


@bp.post("/api/preview")
def preview() -> Response:
    check_origin(asked_site())
    limits.hit("preview", client_network())
    form = BodyForm(from_json(json_object(), {"body": str}))
    check(form)
    return private_json({"html": str(render(form.body.data or "", format="markdown"))})


@bp.patch("/api/comments/<id_>")
def edit(id_: str) -> Response:
    if own_spooled(id_, bearer_token(), writing=True):
        # It can be changed as soon as it is stored.
        raise ServiceUnavailable(retry_after=RETRY_AFTER_S)
    comment = _own(id_)
    form = BodyForm(from_json(json_object(), {"body": str}))
    check(form)
    limits.hit("client", client_network())
    revise(db.session(), comment, form.body.data or "", now=now())
    return private_json(status_json(db.session(), comment))


@bp.delete("/api/comments/<id_>")
def delete(id_: str) -> Response:
    if own_spooled(id_, bearer_token(), writing=True) and withdraw_spooled(
        spooling().folder, asked_id(id_)
    ):
        return make_response("", 204)
    comment_id = _own(id_).id
    session = begin_write(db.session())
    withdraw(session, session.get_one(Comment, comment_id), now=now())
    session.commit()
    return make_response("", 204)


@bp.get("/api/comments/<id_>/status")
def status(id_: str) -> Response:
    if (found := own_spooled(id_, bearer_token())) is not None:
        return private_json(spooled_json(found[0]))
    return private_json(status_json(db.session(), _own(id_, writing=False)))


@bp.after_request
def allow_own_origins(response: Response) -> Response:
    """Let pages of the site read answers to their writes; never with credentials."""
    origin = request.headers.get("Origin")
    response.vary.add("Origin")
    if origin and _is_own_origin(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    return response


def _is_own_origin(origin: str) -> bool:
    sites = sites_now_or_last_known()
    # The address of a comment names no site; its token does the rest.
    if "id_" not in (request.view_args or {}):
        site = site_among(sites)
        sites = [site] if site else []
    return any(origin.lower() in origins_of(site) for site in sites)


def _own(id_: str, *, writing: bool = True) -> Comment:
    comment = own_comment(db.session(), asked_id(id_), bearer_token())
    speak_for(comment.article.site, comment.article.language)
    if writing:
        check_origin(comment.article.site)
    return comment


def _form_fields() -> MultiDict[str, str]:
    return MultiDict((name, value) for name, value in request.form.items())


def _taken_json(taken: Taken) -> dict[str, Any]:
    return {
        "id": str(taken.id),
        # Whatever the screening found: outside, everything undecided reads pending.
        "state": "pending",
        "author_token": taken.token,
        "status_url": absolute(f"/api/comments/{taken.id}/status"),
    }
