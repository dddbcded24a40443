"""``/embed.js``, for pages of any origin."""

from __future__ import annotations

from flask import Blueprint, Response, request

from commentbox.publishing.embed.script import script
from commentbox.web.answers import public

bp = Blueprint("embed", __name__)

#: Its address never changes, so a new version must come by itself: within ten minutes.
#: For a day more a browser may show with the one it has while it asks for the new one.
CACHING = "public, max-age=600, stale-while-revalidate=86400"


@bp.get("/embed.js")
def embed() -> Response:
    packed = request.accept_encodings.quality("gzip") > 0
    made = script()
    response = public(
        made.gzipped if packed else made.plain, "text/javascript; charset=utf-8"
    )
    if packed and response.status_code == 200:  # noqa: PLR2004 - a 304 has no body
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = CACHING
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.record_once
def _join(_state: object) -> None:
    # When the server starts, not with the first reader.
    script()
