"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

from flask import Blueprint, Flask, Response
from sqlalchemy import text

from commentbox.extensions import db
from commentbox.web.answers import private_json

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> Response:
    return private_json({"status": "alive"})


@bp.get("/readyz")
def ready() -> Response:
    """Answer 503 (by the error handler) where the database cannot be reached."""
    db.session.execute(text("SELECT 1 FROM site"))
    return private_json({"status": "ready"})


def register(app: Flask) -> None:
    app.register_blueprint(bp)
