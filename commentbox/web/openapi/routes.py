"""The description of the API: for programs, and for people."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from commentbox.text.sanitise import render
from commentbox.web.answers import public, public_json
from commentbox.web.openapi.document import document
from commentbox.web.openapi.reference import shapes, subjects
from commentbox.web.openapi.shell import TOKENS
from commentbox.web.settings import settings

bp = Blueprint("openapi", __name__)


@bp.get("/api/openapi.json")
def for_programs() -> Response:
    return public_json(document(settings().base_url))


@bp.get("/api")
def for_people() -> Response:
    whole = document(settings().base_url)
    page = render_template(
        "api/reference.html",
        info=whole["info"],
        server=whole["servers"][0]["url"],
        subjects=subjects(whole),
        shapes=shapes(whole),
        schemes=whole["components"]["securitySchemes"],
        tokens=TOKENS,
        prose=_prose,
    )
    return public(page, "text/html; charset=utf-8")


@cache
def _prose(text: str) -> Markup:
    """Return a description as HTML; there are only as many as the document has."""
    return render(text, format="markdown")
