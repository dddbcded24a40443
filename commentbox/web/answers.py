"""Public answers: bytes with an ETag of their content, and 304 where nothing is new."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from flask import Response, make_response, request

#: Browsers may keep it but must ask each time: an answer changes when a decision does.
REVALIDATE = "no-cache"


def public(
    body: bytes | str,
    content_type: str,
    *,
    changed_at: datetime | None = None,
) -> Response:
    """Return a public answer, or 304 where the client already has it.

    ``If-None-Match`` wins over ``If-Modified-Since`` (RFC 9110 13.2.2).
    """
    data = body.encode() if isinstance(body, str) else body
    response = make_response(data)
    response.content_type = content_type
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    if changed_at is not None:
        response.last_modified = changed_at
    response.headers["Cache-Control"] = REVALIDATE
    readable_anywhere(response)
    response.make_conditional(request)
    # Changes within one second are noted ahead of the clock, so that each differs; a
    # time that is still to come is not told (RFC 9110 8.8.2.1), but it decided above.
    if changed_at is not None and changed_at > (now := datetime.now(UTC)):
        response.last_modified = now
    return response


def readable_anywhere(response: Response) -> Response:
    """Let pages of every origin read it, also that there is nothing to read."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def public_json(value: Any, *, changed_at: datetime | None = None) -> Response:
    return public(to_json(value), "application/json", changed_at=changed_at)


def private_json(value: Any, status: int = 200) -> Response:
    response = make_response(to_json(value), status)
    response.content_type = "application/json"
    response.cache_control.no_store = True
    return response


def see_other(url: str) -> Response:
    """Send a browser on with a GET, whatever it came with."""
    response = make_response("", 303)
    response.headers["Location"] = url
    response.cache_control.no_store = True
    return response


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
