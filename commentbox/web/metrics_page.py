"""``/metrics``: all figures in Prometheus' format, for those only who may see them."""

from __future__ import annotations

import hmac

from flask import Blueprint, Flask, Response, current_app, make_response, request
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from commentbox.domain.errors import NotFound
from commentbox.extensions import db
from commentbox.web import waiting
from commentbox.web.asked import now
from commentbox.web.client import is_on_this_machine
from commentbox.web.metrics import EXTENSION, Metrics, of_app
from commentbox.web.question import Question
from commentbox.web.settings import settings

bp = Blueprint("metrics", __name__)

WAITING = "commentbox.waiting"


@bp.get("/metrics")
def show() -> Response:
    """Answer with what this server has counted, and what the database says just now.

    Where that does not answer, its part is missing and the rest is there.
    """
    if not _may_see():
        raise NotFound("nobody is told")
    question: Question[list[GaugeMetricFamily]] = current_app.extensions[WAITING]
    found = question.answer()
    families = [waiting.database_up(up=found is not None), *(found or [])]
    response = make_response(of_app().text() + waiting.text_of(families))
    response.content_type = CONTENT_TYPE_LATEST
    response.cache_control.no_store = True
    return response


def _may_see() -> bool:
    token = settings().metrics_token
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    return is_on_this_machine()


def register(app: Flask) -> None:
    metrics = app.extensions[EXTENSION] = Metrics()
    app.after_request(metrics.count_refused)
    app.register_blueprint(bp)
    with app.app_context():
        engine: Engine = db.engine

    def look() -> list[GaugeMetricFamily]:
        with Session(engine) as session:
            return waiting.look(session, now=now())

    app.extensions[WAITING] = Question("what waits", look)
