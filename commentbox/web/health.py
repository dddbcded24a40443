"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from flask import Blueprint, Flask, Response, current_app
from sqlalchemy import Engine

from commentbox import schema
from commentbox.extensions import db
from commentbox.web.answers import private_json
from commentbox.web.errors import RETRY_AFTER_S, problem
from commentbox.web.question import Question

bp = Blueprint("health", __name__)

EXTENSION = "commentbox.ready"


@bp.get("/healthz")
def alive() -> Response:
    """Answer as long as there is somebody to answer; ask nobody else."""
    return private_json({"status": "alive"})


@bp.get("/readyz")
def ready() -> Response:
    """Answer 503 where the database is away, silent, or of another version."""
    question: Question[bool] = current_app.extensions[EXTENSION]
    match question.answer():
        case True:
            return private_json({"status": "ready"})
        case False:
            why = "The tables are those of another version: commentbox db upgrade"
        case _:
            why = "The database does not answer."
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, why)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def register(app: Flask) -> None:
    app.register_blueprint(bp)
    with app.app_context():
        engine: Engine = db.engine
    ask = partial(schema.is_current, engine)
    app.extensions[EXTENSION] = Question("is the database ready", ask)
