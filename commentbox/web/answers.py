"""Public answers: bytes with an ETag of their content, and 304 where nothing is new."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from flask import Response, g, make_response, request

from commentbox.web.conditional import IDENTITY, is_older, matching_tag
from commentbox.web.holding import Of, note
from commentbox.web.settings import settings

#: Browsers may keep it but must ask each time: an answer changes when a decision does.
REVALIDATE = "no-cache"
#: What a network of caches may do that is told of changes (RFC 9213): a minute, for
#: what no list can name; half a day where nothing else is to be had, while forms live.
AT_THE_EDGE = "s-maxage=60, stale-while-revalidate=30, stale-if-error=43200"


def public(
    body: bytes | str,
    content_type: str,
    *,
    changed_at: datetime | None = None,
    of: Of | None = None,
    until: datetime | None = None,
    leads: frozenset[str] = frozenset(),
    link: str | None = None,
) -> Response:
    """Return a public answer, or 304 where the client already has it.

    ``of`` is the row whose changes change it: the answer may then be held, where its
    view says so (``web/holding.py``). It ends by itself with ``until``.
    """
    data = body.encode() if isinstance(body, str) else body
    digest = _digest(content_type, link or "", g.get("frame_ancestors", ""), data)
    response = make_response(data)
    response.content_type = content_type
    response.set_etag(digest)
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Vary"] = "Accept-Encoding"
    if settings().purge_url:
        response.headers["CDN-Cache-Control"] = AT_THE_EDGE
    if link is not None:
        response.headers["Link"] = link
        response.headers["Access-Control-Expose-Headers"] = "Link"
    readable_anywhere(response)
    if changed_at is not None:
        # Changes within one second are noted ahead of the clock, so that each differs;
        # a time that is still to come is not told (RFC 9110 8.8.2.1).
        response.last_modified = min(changed_at, now := datetime.now(UTC))
        if changed_at > now:
            until = min(until or changed_at, changed_at)
    if of is not None:
        note(of, changed_at=changed_at, until=until, leads=leads)
    return _unless_known(response, digest, changed_at)


def _digest(*parts: str | bytes) -> str:
    """Return a hash of all that a client would keep: bytes, and headers that vary."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:32]


def _unless_known(
    response: Response, digest: str, changed_at: datetime | None
) -> Response:
    """Turn it into a 304 where the client has it, in whatever coding that is.

    ``If-None-Match`` wins over ``If-Modified-Since`` (RFC 9110 13.2.2).
    """
    known = request.headers.get("If-None-Match")
    since = request.headers.get("If-Modified-Since")
    if known is not None:
        tag = matching_tag(known, digest, IDENTITY)
    else:
        is_same = since is not None and is_older(changed_at, since)
        tag = response.headers["ETag"] if is_same else None
    if tag is not None and request.method in {"GET", "HEAD"}:
        response.status_code = 304
        response.headers["ETag"] = tag
    return response


def readable_anywhere(response: Response) -> Response:
    """Let pages of every origin read it, also that there is nothing to read."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def public_json(value: Any, **known: Any) -> Response:
    return public(to_json(value), "application/json", **known)


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
